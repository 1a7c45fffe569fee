package dev.statewave.harness.measure;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Calls at a fixed rate, whatever the answers take (open loop). The time of a call counts from the moment at which it
 * was due: a server that falls behind is not spared the calls that would have waited.
 */
public final class OpenLoop {

    /** Further calls wait until one is answered, and their time runs on. */
    private static final int MOST_AT_ONCE = 2_000;

    private final double perSecond;
    private final Duration time;

    public OpenLoop(double perSecond, Duration time) {
        this.perSecond = perSecond;
        this.time = time;
    }

    /** Returns when the last answer has come. */
    public Timed run(long seed, ClosedLoop.Call call) throws InterruptedException {
        var random = new SplittableRandom(seed);
        var nanos = new ConcurrentLinkedQueue<Long>();
        var errors = new AtomicLong();
        var firstError = new AtomicReference<@Nullable String>();
        var places = new Semaphore(MOST_AT_ONCE);
        long begin = System.nanoTime();
        long calls = Math.round(perSecond * time.toNanos() / 1e9);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long i = 0; i < calls; i++) {
                long due = begin + Math.round(i * 1e9 / perSecond);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                places.acquire();
                var own = random.split();
                threads.submit(() -> {
                    try {
                        call.make(own);
                        nanos.add(System.nanoTime() - due);
                    } catch (IOException | InterruptedException e) {
                        errors.incrementAndGet();
                        firstError.compareAndSet(null, e.toString());
                    } finally {
                        places.release();
                    }
                });
            }
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Timed(
                Latencies.of(nanos.stream().mapToLong(Long::longValue).toArray()),
                nanos.size() / seconds,
                errors.get(),
                firstError.get());
    }
}
