package dev.statewave.harness.bench;

import dev.statewave.harness.client.StatewaveClient;
import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.harness.measure.ClosedLoop;
import dev.statewave.harness.measure.Latencies;
import dev.statewave.harness.measure.OpenLoop;
import dev.statewave.harness.measure.TextSource;
import dev.statewave.harness.measure.Timed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * How soon what is recorded is in contexts, is compiled and is delivered, while the system is written to at half of the
 * rate that it can take. Each time counts from the start of the call that recorded it.
 */
final class Freshness {

    private static final String SOURCE = "bench";
    private static final int CLIENTS = 32;
    private static final double SHARE = 0.5;
    private static final int SUBJECTS = 1_000;
    private static final int TEXTS = 4_000;
    private static final long SEED = 11;
    /** A look costs processor time that the measured system needs as well. */
    private static final Duration LOOK = Duration.ofMillis(5);

    private static final Duration LOOK_FOR_MEMORIES = Duration.ofMillis(25);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    /** One after the other they would be few: each waits for the quiet time. */
    private static final int COMPILES_AT_ONCE = 8;

    private final StatewaveClient client;
    private final WebhookReceiver receiver;
    private final Duration quiet;
    private final Duration time;
    private final List<String> texts = new TextSource(SEED).texts(TEXTS);
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    /**
     * @param quiet how long a subject has to be quiet before it is compiled, as the system is set
     * @param time of each of the two measurements
     */
    Freshness(StatewaveClient client, WebhookReceiver receiver, Duration quiet, Duration time) {
        this.client = client;
        this.receiver = receiver;
        this.quiet = quiet;
        this.time = time;
    }

    /**
     * What was measured.
     *
     * @param ceiling writes a second of {@value #CLIENTS} clients without a pause
     * @param writes the answers to the writes at half of it
     * @param inContext until the first context that has it ended
     * @param compiled until its memory was found, without the quiet time
     * @param delivered until the receiver had the event
     */
    record Result(double ceiling, Timed writes, Latencies inContext, Latencies compiled, Latencies delivered) {}

    Result measure() throws InterruptedException, ExecutionException {
        double ceiling = new ClosedLoop(CLIENTS, time).run(SEED, this::write).perSecond();
        Thread.sleep(quiet.multipliedBy(3));

        Map<String, Long> started = new ConcurrentHashMap<>();
        var inContext = new ConcurrentLinkedQueue<Long>();
        var compiled = new ConcurrentLinkedQueue<Long>();
        Timed writes;
        var running = new ArrayList<Future<?>>();
        long end = System.nanoTime() + time.toNanos();
        try (var probes = Executors.newVirtualThreadPerTaskExecutor()) {
            running.add(probes.submit(() -> {
                for (int i = 0; System.nanoTime() < end; i++) {
                    inContext.add(untilInContext(i));
                }
                return null;
            }));
            for (int probe = 0; probe < COMPILES_AT_ONCE; probe++) {
                int number = probe;
                running.add(probes.submit(() -> {
                    for (int i = 0; System.nanoTime() < end; i++) {
                        compiled.add(untilCompiled(number + "-" + i) - quiet.toNanos());
                    }
                    return null;
                }));
            }
            writes = new OpenLoop(ceiling * SHARE, time).run(SEED + 1, random -> {
                long start = System.nanoTime();
                started.put(write(random), start);
            });
        }
        for (Future<?> probe : running) {
            probe.get();
        }
        return new Result(ceiling, writes, latencies(inContext), latencies(compiled), delivered(started));
    }

    private String write(RandomGenerator random) throws IOException, InterruptedException {
        String subject = "fresh-%s-%d".formatted(run, random.nextInt(SUBJECTS));
        return client.record(subject, SOURCE, texts.get(random.nextInt(TEXTS)))
                .json()
                .path("id")
                .asString("");
    }

    private long untilInContext(int number) throws IOException, InterruptedException {
        String subject = "fresh-%s-context-%d".formatted(run, number);
        String text = "The needle is number " + number;
        long start = System.nanoTime();
        client.record(subject, SOURCE, text);
        return elapsed(start, LOOK, () -> client.context(subject, "Which number is the needle?")
                .text()
                .contains(text));
    }

    private long untilCompiled(String number) throws IOException, InterruptedException {
        String subject = "fresh-%s-compiled-%s".formatted(run, number);
        long start = System.nanoTime();
        client.record(subject, SOURCE, "I prefer tea number " + number + ".");
        Thread.sleep(quiet);
        return elapsed(start, LOOK_FOR_MEMORIES, () -> !client.get(
                        "/v1/timeline?subject_id=" + StatewaveClient.encode(subject))
                .expect(200)
                .json()
                .path("memories")
                .isEmpty());
    }

    private Latencies delivered(Map<String, Long> started) throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        BooleanSupplier missing = () -> started.keySet().stream()
                .anyMatch(id -> receiver.firstArrival(id).isEmpty());
        while (missing.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not every event was delivered within " + LONGEST);
            }
            Thread.sleep(LOOK_FOR_MEMORIES);
        }
        return Latencies.of(started.entrySet().stream()
                .mapToLong(entry -> receiver.firstArrival(entry.getKey()).orElseThrow() - entry.getValue())
                .toArray());
    }

    private interface Look {
        boolean found() throws IOException, InterruptedException;
    }

    private static long elapsed(long start, Duration pause, Look look) throws IOException, InterruptedException {
        while (!look.found()) {
            if (System.nanoTime() - start > LONGEST.toNanos()) {
                throw new IllegalStateException("what was recorded was not found within " + LONGEST);
            }
            Thread.sleep(pause);
        }
        return System.nanoTime() - start;
    }

    private static Latencies latencies(ConcurrentLinkedQueue<Long> nanos) {
        return Latencies.of(nanos.stream().mapToLong(Long::longValue).toArray());
    }
}
