package dev.statewave.context.ranking.signals;

import java.util.Arrays;

/**
 * What a passage has to be worth to count as a hit: more than the thirtieth. A question hardly ever has more answers.
 */
final class RelevanceThreshold {

    private static final int HITS = 30;

    private RelevanceThreshold() {}

    static double of(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[Math.max(0, sorted.length - HITS)];
    }
}
