package dev.statewave.context.retrieval.snapshot;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The similarity of a question to 500 memories of 384 dimensions. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HalfVectorsBenchmark {

    private static final int MEMORIES = 500;
    private static final int DIMENSIONS = 384;

    private final Random random = new Random(1);
    private final float[] question = vector();
    private final short[][] rows = new short[MEMORIES][];
    private final HalfVectors vectors = vectors();

    private float[] vector() {
        var vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return vector;
    }

    private HalfVectors vectors() {
        List<UUID> ids =
                IntStream.range(0, MEMORIES).mapToObj(i -> new UUID(0, i)).toList();
        Map<UUID, byte[]> binary = new HashMap<>();
        for (int row = 0; row < MEMORIES; row++) {
            ByteBuffer bytes = ByteBuffer.allocate(4 + Short.BYTES * DIMENSIONS);
            bytes.putShort((short) DIMENSIONS).putShort((short) 0);
            rows[row] = new short[DIMENSIONS];
            float[] vector = vector();
            for (int i = 0; i < DIMENSIONS; i++) {
                rows[row][i] = Float.floatToFloat16(vector[i]);
                bytes.putShort(rows[row][i]);
            }
            binary.put(ids.get(row), bytes.array());
        }
        return HalfVectors.of(ids, MEMORIES, binary);
    }

    @Benchmark
    public double[] cosines() {
        return vectors.cosines(question);
    }

    /** With one running sum, which the virtual machine does number by number. */
    @Benchmark
    public double[] oneRunningSum() {
        var products = new double[MEMORIES];
        for (int row = 0; row < MEMORIES; row++) {
            float sum = 0;
            for (int i = 0; i < DIMENSIONS; i++) {
                sum += question[i] * Float.float16ToFloat(rows[row][i]);
            }
            products[row] = sum;
        }
        return products;
    }
}
