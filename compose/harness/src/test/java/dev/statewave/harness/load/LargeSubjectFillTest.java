package dev.statewave.harness.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LargeSubjectFillTest {

    @Test
    void vectorIsAnotherOneOfTheSameLengthNearTheFirst() {
        float[] vector = new float[384];
        vector[0] = 1;
        var random = new SplittableRandom(1);

        float[] one = LargeSubjectFill.near(vector, random);
        float[] other = LargeSubjectFill.near(vector, random);

        assertThat(one).isNotEqualTo(other);
        assertThat(cosine(one, one)).isCloseTo(1, within(1e-5));
        assertThat(cosine(one, vector)).isCloseTo(0.9, within(0.05));
    }

    private static double cosine(float[] one, float[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> (double) one[i] * other[i])
                .sum();
    }
}
