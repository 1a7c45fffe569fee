package dev.statewave.harness.load;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Ranks from 0 as a Zipf distribution with exponent 1 has them: rank r comes up in proportion to 1 / (r + 1). */
final class Zipf {

    private final double[] upTo;

    /** @param ranks at least 1 */
    Zipf(int ranks) {
        upTo = new double[ranks];
        double sum = 0;
        for (int rank = 0; rank < ranks; rank++) {
            sum += 1.0 / (rank + 1);
            upTo[rank] = sum;
        }
    }

    int next(RandomGenerator random) {
        int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
        return Math.min(found < 0 ? -found - 1 : found, upTo.length - 1);
    }
}
