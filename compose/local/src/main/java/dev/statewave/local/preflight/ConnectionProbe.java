package dev.statewave.local.preflight;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Tries from time to time whether a server takes connections. Only several failures in a row count, because a busy
 * machine may miss some.
 */
public final class ConnectionProbe {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int MAX_FAILURES = 6;

    private final BooleanSupplier connect;
    private long nextAt = System.nanoTime();
    private int failures;

    /** @param connect whether a connection could be opened; returns within seconds */
    public ConnectionProbe(BooleanSupplier connect) {
        this.connect = connect;
    }

    /** Not for several threads. */
    public boolean answers() {
        if (System.nanoTime() - nextAt >= 0) {
            failures = connect.getAsBoolean() ? 0 : failures + 1;
            nextAt = System.nanoTime() + INTERVAL.toNanos();
        }
        return failures < MAX_FAILURES;
    }
}
