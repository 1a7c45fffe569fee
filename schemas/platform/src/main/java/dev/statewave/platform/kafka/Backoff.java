package dev.statewave.platform.kafka;

import java.time.Duration;

/** Exponential back-off: half a second, doubled with each attempt, 10 seconds at most. */
final class Backoff {

    static final Duration LONGEST = Duration.ofSeconds(10);

    private Backoff() {}

    /** @param attempt how many attempts have failed, from 1 */
    static Duration after(int attempt) {
        long millis = 500L << Math.min(Math.max(attempt - 1, 0), 10);
        return millis >= LONGEST.toMillis() ? LONGEST : Duration.ofMillis(millis);
    }
}
