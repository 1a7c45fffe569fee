package dev.statewave.context.retrieval.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HalfVectorsTest {

    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);
    private static final UUID THIRD = new UUID(0, 3);

    /** As pgvector writes a vector in half precision: how many numbers, two bytes that are not used, the numbers. */
    private static byte[] binary(float... vector) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 2 * vector.length);
        bytes.putShort((short) vector.length).putShort((short) 0);
        for (float number : vector) {
            bytes.putShort(Float.floatToFloat16(number));
        }
        return bytes.array();
    }

    @Test
    void cosines_areThoseOfTheVectors_andUnknownWhereThereIsNone() {
        var vectors = HalfVectors.of(
                List.of(FIRST, SECOND, THIRD), 3, Map.of(FIRST, binary(1, 0, 0, 0, 0), THIRD, binary(3, 4, 0, 0, 0)));

        assertThat(vectors.cosines(new float[] {0, 2, 0, 0, 0})).containsExactly(0, Double.NaN, 0.8);
    }

    @Test
    void manyNumbers_areAllCounted() {
        var random = new Random(5);
        var vector = new float[387];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) random.nextGaussian();
        }

        assertThat(HalfVectors.of(List.of(FIRST), 1, Map.of(FIRST, binary(vector)))
                        .cosines(vector)[0])
                .isCloseTo(1, within(1e-4));
    }

    @Test
    void questionOfAnotherLength_isUnknown() {
        assertThat(HalfVectors.of(List.of(FIRST), 1, Map.of(FIRST, binary(1, 2)))
                        .cosines(new float[] {1, 2, 3}))
                .containsExactly(Double.NaN);
    }
}
