package dev.statewave.context.text;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counting the tokens of a context of forty lines: line by line with what is remembered, and as one text. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TokenCounterBenchmark {

    private final TokenCounter counter = new TokenCounter("cl100k_base");
    private final Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    private final String context = IntStream.range(0, 40)
            .mapToObj(i -> "- Ines: The delivery number " + i + " to Porto was late again, and nobody called back.")
            .collect(Collectors.joining("\n"));

    @Benchmark
    public int lineByLine() {
        return counter.count(context);
    }

    /** How it was done before lines were remembered. */
    @Benchmark
    public int whole() {
        return encoding.countTokensOrdinary(context);
    }
}
