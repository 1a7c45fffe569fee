package dev.statewave.webhooks.delivery;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after an attempt: four times as long after each, times a random half to one and a half, as the v1
 * contract says.
 */
final class RetrySchedule {

    private static final Duration LONGEST_WISH = Duration.ofHours(1);

    private final Duration first;
    private final DoubleSupplier random;

    /** @param random numbers from 0 to 1 */
    RetrySchedule(Duration first, DoubleSupplier random) {
        this.first = first;
        this.random = random;
    }

    /**
     * @param attempt the one that failed, from 1
     * @param wish what the receiver asked for, heard up to {@link #LONGEST_WISH}; null for nothing
     */
    Duration after(int attempt, Duration wish) {
        double millis = first.toMillis() * Math.pow(4, attempt - 1) * (0.5 + random.getAsDouble());
        var own = Duration.ofMillis(Math.round(millis));
        if (wish == null) {
            return own;
        }
        Duration heard = wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
        return heard.compareTo(own) > 0 ? heard : own;
    }
}
