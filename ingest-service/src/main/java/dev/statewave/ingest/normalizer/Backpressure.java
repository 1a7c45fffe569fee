package dev.statewave.ingest.normalizer;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Holds a bulk load back in the topic of the producers while the log is long: who writes over REST waits for the
 * writer, and the writer takes the log in its order. There always is enough on the log to keep the writer busy.
 */
final class Backpressure implements BooleanSupplier {

    private static final double RESUME_AT = 0.6;

    private final long most;
    private final LongSupplier waiting;
    private boolean paused;

    /**
     * @param most records that may wait for the writer
     * @param waiting how many do
     */
    Backpressure(long most, LongSupplier waiting) {
        this.most = most;
        this.waiting = waiting;
    }

    /**
     * Whether to pause. Once it does, it does so until clearly fewer wait, so that it does not change its mind often.
     */
    @Override
    public synchronized boolean getAsBoolean() {
        paused = waiting.getAsLong() > (paused ? RESUME_AT * most : most);
        return paused;
    }
}
