package dev.statewave.context.retrieval.snapshot;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The vectors of memories in half precision, as the database has them, one behind the other. */
final class HalfVectors {

    /** Bytes before the numbers in the binary form of pgvector: how many there are, and two that are not used. */
    private static final int HEADER = 4;

    private final int dimensions;
    private final short[] numbers;
    private final double[] norms;
    /** Where the vector of each memory stands; -1 for none. */
    private final int[] rows;

    private HalfVectors(int dimensions, short[] numbers, double[] norms, int[] rows) {
        this.dimensions = dimensions;
        this.numbers = numbers;
        this.norms = norms;
        this.rows = rows;
    }

    /**
     * @param memories in the order in which they are asked for
     * @param binary the vectors as {@code halfvec_send} writes them
     */
    static HalfVectors of(Iterable<UUID> memories, int count, Map<UUID, byte[]> binary) {
        int dimensions = binary.values().stream()
                .mapToInt(bytes -> (bytes.length - HEADER) / Short.BYTES)
                .findFirst()
                .orElse(0);
        var rows = new int[count];
        var numbers = new short[dimensions * binary.size()];
        var norms = new double[binary.size()];
        int memory = 0;
        int row = 0;
        for (UUID id : memories) {
            byte @Nullable [] bytes = binary.get(id);
            boolean known = bytes != null && bytes.length == HEADER + Short.BYTES * dimensions;
            rows[memory++] = known ? row : -1;
            if (known) {
                ByteBuffer.wrap(bytes).position(HEADER).asShortBuffer().get(numbers, row * dimensions, dimensions);
                norms[row] = norm(numbers, row * dimensions, dimensions);
                row++;
            }
        }
        return new HalfVectors(dimensions, numbers, norms, rows);
    }

    private static double norm(short[] numbers, int from, int length) {
        double sum = 0;
        for (int i = from; i < from + length; i++) {
            double number = Float.float16ToFloat(numbers[i]);
            sum += number * number;
        }
        return Math.sqrt(sum);
    }

    /** The cosine of each memory with a vector; NaN where it has none. */
    double[] cosines(float[] vector) {
        double norm = 0;
        for (float number : vector) {
            norm += (double) number * number;
        }
        norm = Math.sqrt(norm);
        var cosines = new double[rows.length];
        var products = new float[dimensions];
        for (int memory = 0; memory < rows.length; memory++) {
            int row = rows[memory];
            cosines[memory] = row < 0 || vector.length != dimensions
                    ? Double.NaN
                    : product(vector, row * dimensions, products) / (norm * norms[row]);
        }
        return cosines;
    }

    /**
     * The inner product. Two plain loops and not one with a sum: these the compiler turns into instructions for sixteen
     * numbers at once.
     */
    private float product(float[] vector, int from, float[] products) {
        for (int i = 0; i < products.length; i++) {
            products[i] = vector[i] * Float.float16ToFloat(numbers[from + i]);
        }
        int length = products.length;
        float odd = 0;
        while (length > 1) {
            if (length % 2 == 1) {
                odd += products[length - 1];
            }
            length /= 2;
            for (int i = 0; i < length; i++) {
                products[i] += products[length + i];
            }
        }
        return length == 0 ? odd : products[0] + odd;
    }

    long bytes() {
        return (long) Short.BYTES * numbers.length + (long) Double.BYTES * norms.length;
    }
}
