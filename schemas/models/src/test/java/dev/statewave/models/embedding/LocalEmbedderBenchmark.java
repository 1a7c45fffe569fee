package dev.statewave.models.embedding;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a vector of the local models costs on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LocalEmbedderBenchmark {

    private static final String SENTENCE = "The delivery to Porto was late again and the customer asked for a refund. ";

    @Param({"ALL_MINILM_L6_V2", "BGE_SMALL_EN_V15"})
    public String model;

    /** Of fourteen words each. */
    @Param({"1", "4", "16"})
    public int sentences;

    private LocalEmbedder embedder;
    private String text;

    @Setup
    public void load() {
        embedder = new LocalEmbedder(LocalModel.valueOf(model), 1);
        text = SENTENCE.repeat(sentences);
    }

    @TearDown
    public void close() {
        embedder.close();
    }

    @Benchmark
    public List<float[]> embed() throws InterruptedException {
        return embedder.embed(List.of(text));
    }
}
