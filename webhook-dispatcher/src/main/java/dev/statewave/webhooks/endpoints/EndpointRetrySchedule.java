package dev.statewave.webhooks.endpoints;

import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** When a delivery to an endpoint is tried again, and when somebody is told that it fails. */
final class EndpointRetrySchedule {

    private static final Duration MAX_REQUESTED = Duration.ofHours(24);
    private static final List<Integer> LEVELS = List.of(90, 70, 50);

    private final List<Double> waits;
    private final DoubleSupplier random;

    /**
     * @param waits the mean ones, in seconds
     * @param random numbers from 0 to 1
     */
    EndpointRetrySchedule(List<Double> waits, DoubleSupplier random) {
        this.waits = List.copyOf(waits);
        this.random = random;
    }

    int attempts() {
        return waits.size() + 1;
    }

    /**
     * The mean wait times a random factor of 0.8 to 1.2, or what the receiver asked for where that is longer.
     *
     * @param attempt the one that failed, from 1
     * @param requested honoured up to a day; null if the receiver asked for nothing
     */
    Duration after(int attempt, @Nullable Duration requested) {
        double mean = waits.get(Math.min(attempt, waits.size()) - 1);
        var own = Duration.ofMillis(Math.round(mean * 1_000 * (0.8 + 0.4 * random.getAsDouble())));
        if (requested == null || requested.compareTo(own) <= 0) {
            return own;
        }
        return requested.compareTo(MAX_REQUESTED) > 0 ? MAX_REQUESTED : requested;
    }

    /** The highest of 50, 70 and 90 percent of the attempts that this one reaches; 0 for none of them. */
    static int level(int attempt, int attempts) {
        return LEVELS.stream()
                .filter(percent -> attempt * 100 >= attempts * percent)
                .findFirst()
                .orElse(0);
    }
}
