package dev.statewave.webhooks.delivery;

import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** How long to wait after a failed attempt: four times as long after each one, times a random factor of 0.5 to 1.5. */
final class RetrySchedule {

    private static final Duration MAX_REQUESTED = Duration.ofHours(1);

    private final Duration first;
    private final DoubleSupplier random;

    /** @param random numbers from 0 to 1 */
    RetrySchedule(Duration first, DoubleSupplier random) {
        this.first = first;
        this.random = random;
    }

    /**
     * @param attempt the one that failed, from 1
     * @param requested what the receiver asked for, honoured up to {@link #MAX_REQUESTED}; null if it asked for nothing
     */
    Duration after(int attempt, @Nullable Duration requested) {
        double millis = first.toMillis() * Math.pow(4, attempt - 1) * (0.5 + random.getAsDouble());
        var own = Duration.ofMillis(Math.round(millis));
        if (requested == null) {
            return own;
        }
        Duration wait = requested.compareTo(MAX_REQUESTED) > 0 ? MAX_REQUESTED : requested;
        return wait.compareTo(own) > 0 ? wait : own;
    }
}
