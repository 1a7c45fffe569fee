package dev.statewave.harness.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Clients that call for some time, each as soon as its last call is answered (closed loop). */
public final class ClosedLoop {

    private final int clients;
    private final Duration time;

    public ClosedLoop(int clients, Duration time) {
        this.clients = clients;
        this.time = time;
    }

    /** A call whose subject and words are drawn at random. */
    public interface Call {
        void make(RandomGenerator random) throws IOException, InterruptedException;
    }

    private record ClientResult(
            long[] nanos, long errors, @Nullable String firstError) {}

    /**
     * Returns when the last answer has come.
     *
     * @param seed the same seed draws the same questions
     */
    public Timed run(long seed, Call call) throws InterruptedException {
        return runWhile(() -> true, seed, call);
    }

    /**
     * The same, ending sooner where there is nothing more to do.
     *
     * @param more asked before each call
     */
    public Timed runWhile(BooleanSupplier more, long seed, Call call) throws InterruptedException {
        var random = new SplittableRandom(seed);
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        var results = new ArrayList<ClientResult>();
        try (var threads = Executors.newThreadPerTaskExecutor(
                Thread.ofPlatform().name("client-", 0).factory())) {
            List<Future<ClientResult>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                var own = random.split();
                running.add(threads.submit(() -> ask(more, call, own, end)));
            }
            for (Future<ClientResult> client : running) {
                results.add(client.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client of the measurement broke", e.getCause());
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        long[] nanos = results.stream()
                .map(ClientResult::nanos)
                .flatMapToLong(Arrays::stream)
                .toArray();
        return new Timed(
                Latencies.of(nanos),
                nanos.length / seconds,
                results.stream().mapToLong(ClientResult::errors).sum(),
                results.stream()
                        .map(ClientResult::firstError)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    private static ClientResult ask(BooleanSupplier more, Call call, RandomGenerator random, long end)
            throws InterruptedException {
        long[] nanos = new long[1_024];
        int count = 0;
        long errors = 0;
        @Nullable String firstError = null;
        for (long start = System.nanoTime(); start - end < 0 && more.getAsBoolean(); start = System.nanoTime()) {
            try {
                call.make(random);
                if (count == nanos.length) {
                    nanos = Arrays.copyOf(nanos, count * 2);
                }
                nanos[count++] = System.nanoTime() - start;
            } catch (IOException e) {
                errors++;
                firstError = firstError == null ? e.toString() : firstError;
            }
        }
        return new ClientResult(Arrays.copyOf(nanos, count), errors, firstError);
    }
}
