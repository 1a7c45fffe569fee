package dev.statewave.harness.compare;

import dev.statewave.harness.client.StatewaveClient;
import dev.statewave.harness.measure.ClosedLoop;
import dev.statewave.harness.measure.OpenLoop;
import dev.statewave.harness.measure.Timed;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Does the same to two servers in turns, cell by cell, so that what else the machine does meets both alike; or to one
 * alone. At the end it looks for every episode that was accepted.
 */
public final class Comparison {

    private static final long SEED = 20_261_130;
    /** Subjects of 100 episodes that are compiled and erased. */
    private static final int COMPILED = 20;

    private static final int ERASERS = 8;
    /** For each of the servers. */
    private static final Duration SETTLE = Duration.ofSeconds(10);
    /** Of the smaller ceiling of the two, for calls at a fixed rate. */
    private static final double SHARE = 0.5;

    private static final List<Cell> CELLS = List.of(
            new Cell("context", 1, work -> work::context),
            new Cell("context", 32, work -> work::context),
            new Cell("search", 1, work -> work::search),
            new Cell("search", 32, work -> work::search),
            new Cell("timeline", 1, work -> work::timeline),
            new Cell("timeline", 32, work -> work::timeline),
            new Cell("write", 1, work -> work::write),
            new Cell("write", 32, work -> work::write),
            new Cell("batch of 100", 1, work -> random -> work.writeBatch()),
            new Cell("batch of 100", 8, work -> random -> work.writeBatch()));

    private final Workload here;
    private final @Nullable Workload there;
    private final Duration time;
    private final PrintStream progress;
    private final List<Result> results = new ArrayList<>();
    private final ConcurrentMap<Workload, Double> writeCeilings = new ConcurrentHashMap<>();

    /**
     * @param there null for none
     * @param run keeps the subjects apart from those of other runs
     * @param subjects that are filled with 35 episodes each
     * @param time of each cell; warming up takes as long again
     */
    public Comparison(
            StatewaveClient here,
            @Nullable StatewaveClient there,
            String run,
            int subjects,
            Duration time,
            PrintStream progress) {
        this.here = new Workload(here, run, subjects);
        this.there = there == null ? null : new Workload(there, run, subjects);
        this.time = time;
        this.progress = progress;
    }

    /**
     * What came of it.
     *
     * @param accepted ids of both servers
     * @param missing of these, the ones that no timeline shows
     */
    public record Outcome(List<Result> results, long accepted, long missing) {

        /** As a table of a Markdown page. */
        public String table() {
            return ComparisonTable.of(this);
        }
    }

    private interface Measuring {
        double of(Workload work) throws IOException, InterruptedException;
    }

    public Outcome measure() throws IOException, InterruptedException {
        progress.println("Filling");
        for (Workload work : sides()) {
            work.fill();
        }
        for (Cell cell : CELLS) {
            measure(cell);
        }
        measureFixedRate();
        measureCompileAndErase();
        long accepted = 0;
        long missing = 0;
        for (Workload work : sides()) {
            accepted += work.accepted();
            missing += work.missing();
        }
        for (Workload work : sides()) {
            work.clear();
        }
        return new Outcome(List.copyOf(results), accepted, missing);
    }

    private List<Workload> sides() {
        return there == null ? List.of(here) : List.of(here, there);
    }

    private void measure(Cell cell) throws InterruptedException {
        String name = cell.name() + ", " + cell.clients() + (cell.clients() == 1 ? " client" : " clients");
        Timed own = timed(cell, here);
        Timed other = there == null ? null : timed(cell, there);
        if (cell.clients() == 1) {
            add(
                    name + ", p50",
                    "ms",
                    own.latencies().p50(),
                    other == null ? null : other.latencies().p50());
        } else {
            add(name, "a second", own.perSecond(), other == null ? null : other.perSecond());
        }
    }

    private Timed timed(Cell cell, Workload work) throws InterruptedException {
        ClosedLoop.Call call = cell.call().apply(work);
        new ClosedLoop(cell.clients(), time).run(SEED, call);
        Timed timed = checked(cell.name(), new ClosedLoop(cell.clients(), time).run(SEED + 1, call));
        if (cell.name().equals("write")) {
            writeCeilings.merge(work, timed.perSecond(), Math::max);
        }
        return timed;
    }

    private void measureFixedRate() throws InterruptedException {
        double rate = SHARE
                * writeCeilings.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .min()
                        .orElseThrow();
        List<Timed> timed = new ArrayList<>();
        for (Workload work : sides()) {
            timed.add(checked("write at a fixed rate", new OpenLoop(rate, time).run(SEED, work::write)));
        }
        String name = "write, %.0f a second whatever the answers take".formatted(rate);
        add(
                name + ", p50",
                "ms",
                timed.getFirst().latencies().p50(),
                there == null ? null : timed.getLast().latencies().p50());
        add(
                name + ", p99",
                "ms",
                timed.getFirst().latencies().p99(),
                there == null ? null : timed.getLast().latencies().p99());
    }

    private void measureCompileAndErase() throws IOException, InterruptedException {
        ConcurrentMap<Workload, ConcurrentLinkedQueue<String>> compiled = new ConcurrentHashMap<>();
        addBoth("compile on request, 1 client", "memories a second", work -> {
            var subjects = new ConcurrentLinkedQueue<String>();
            for (int i = 0; i < COMPILED; i++) {
                subjects.add(work.writeBatch());
            }
            compiled.put(work, subjects);
            long memories = 0;
            long begin = System.nanoTime();
            for (String subject : subjects) {
                memories += work.compile(subject);
            }
            return memories / ((System.nanoTime() - begin) / 1e9);
        });
        // What was compiled gets its vectors behind the answer.
        Thread.sleep(SETTLE.multipliedBy(sides().size()));
        addBoth("erase a subject of 100 episodes, 8 clients", "a second", work -> {
            var subjects = Objects.requireNonNull(compiled.get(work));
            int count = subjects.size();
            long begin = System.nanoTime();
            try (var threads = Executors.newFixedThreadPool(ERASERS)) {
                for (int i = 0; i < ERASERS; i++) {
                    threads.submit(() -> {
                        for (String subject = subjects.poll(); subject != null; subject = subjects.poll()) {
                            work.erase(subject);
                        }
                        return null;
                    });
                }
            }
            return count / ((System.nanoTime() - begin) / 1e9);
        });
    }

    private void addBoth(String name, String unit, Measuring measuring) throws IOException, InterruptedException {
        double own = measuring.of(here);
        add(name, unit, own, there == null ? null : measuring.of(there));
    }

    private void add(String name, String unit, double own, @Nullable Double other) {
        var result = new Result(name, unit, own, other);
        results.add(result);
        progress.printf(
                "  %-60s %10.1f %s%s%n",
                name, own, unit, other == null ? "" : "  %10.1f  %s".formatted(other, result.ratio()));
    }

    /** A figure of calls that failed is worth nothing. */
    private static Timed checked(String what, Timed timed) {
        if (timed.errors() > 0) {
            throw new IllegalStateException(
                    "%d calls failed (%s), the first: %s".formatted(timed.errors(), what, timed.firstError()));
        }
        return timed;
    }
}
