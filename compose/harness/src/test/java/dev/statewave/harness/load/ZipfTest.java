package dev.statewave.harness.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZipfTest {

    private static final int DRAWS = 200_000;

    @Test
    void rankComesUpInProportionToItsReciprocal() {
        var zipf = new Zipf(1_000);
        var random = new SplittableRandom(1);
        int[] counts = new int[1_000];
        for (int i = 0; i < DRAWS; i++) {
            counts[zipf.next(random)]++;
        }

        double harmonic =
                IntStream.rangeClosed(1, 1_000).mapToDouble(rank -> 1.0 / rank).sum();
        for (int rank : new int[] {0, 1, 2, 9}) {
            assertThat(counts[rank] / (double) DRAWS).isCloseTo(1 / (harmonic * (rank + 1)), within(0.005));
        }
        assertThat(IntStream.range(500, 1_000).map(rank -> counts[rank]).sum()).isPositive();
    }

    @Test
    void sameSeedDrawsTheSame() {
        var zipf = new Zipf(50);
        assertThat(draws(zipf, 7)).isEqualTo(draws(zipf, 7)).isNotEqualTo(draws(zipf, 8));
    }

    @Test
    void oneRankIsAllThereIs() {
        assertThat(draws(new Zipf(1), 3)).containsOnly(0);
    }

    private static int[] draws(Zipf zipf, long seed) {
        var random = new SplittableRandom(seed);
        return IntStream.range(0, 100).map(i -> zipf.next(random)).toArray();
    }
}
