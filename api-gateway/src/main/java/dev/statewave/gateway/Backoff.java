package dev.statewave.gateway;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Skips calls for a moment after one that failed, so that not every request waits for a time-out. */
public final class Backoff {

    private final long nanos;
    private final LongSupplier nanoTime;
    private final AtomicLong until;

    /** @param nanoTime as {@link System#nanoTime} */
    public Backoff(Duration length, LongSupplier nanoTime) {
        this.nanos = length.toNanos();
        this.nanoTime = nanoTime;
        this.until = new AtomicLong(nanoTime.getAsLong());
    }

    public void start() {
        until.set(nanoTime.getAsLong() + nanos);
    }

    public boolean active() {
        return until.get() - nanoTime.getAsLong() > 0;
    }
}
