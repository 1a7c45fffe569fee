package dev.statewave.context.packing;

import dev.statewave.context.PassageFixtures;
import dev.statewave.context.bundle.ContextBody;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.ranking.HybridRanking;
import dev.statewave.context.ranking.RankedPassage;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.text.TokenCounter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Ranking and packing 200 passages, which is what a shortlist hands on. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ContextBenchmark {

    private static final int PASSAGES = 200;
    private static final String TASK = "Why was the delivery to Porto late, and what was promised to the customer?";
    private static final String[] WORDS = {
        "delivery",
        "Porto",
        "late",
        "invoice",
        "customer",
        "promised",
        "refund",
        "Friday",
        "ticket",
        "address",
        "again",
        "nobody",
        "called",
        "station",
        "order",
        "window",
        "parcel",
        "signed",
        "colour",
        "weather"
    };

    private final Random random = new Random(1);
    private final TokenCounter tokens = new TokenCounter("cl100k_base");
    private final List<Passage> passages = passages();
    private final List<RankedPassage> ranked = rank();

    private List<Passage> passages() {
        var made = new ArrayList<Passage>();
        for (int i = 0; i < PASSAGES; i++) {
            var text = new StringBuilder(i % 2 == 0 ? "Ines: The" : "Kai: That");
            for (int word = 0; word < 18; word++) {
                text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
            }
            made.add(PassageFixtures.turn(
                    text.append(" number ").append(i).toString(),
                    "s" + i / 20,
                    i + 1,
                    random.nextDouble(),
                    random.nextDouble() / 2));
        }
        return made;
    }

    @Benchmark
    public List<RankedPassage> rank() {
        return HybridRanking.rank(
                passages, new HybridRanking.Question(TASK, null, List.of(), 0.12, LocalDate.EPOCH, false));
    }

    @Benchmark
    public ContextBody pack() {
        return Packing.pack(new ContextRequest("s", null, TASK, null, 1_000), tokens, ranked);
    }
}
