package dev.statewave.context.ranking.v1;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/** How new something is among its like: 0 for the oldest, 5 for the newest, 5 for all where they are of one age. */
final class Recency {

    private static final double MOST = 5;

    private final Instant oldest;
    private final double span;

    Recency(Collection<Instant> times) {
        this.oldest = times.stream().min(Instant::compareTo).orElse(Instant.EPOCH);
        this.span = micros(oldest, times.stream().max(Instant::compareTo).orElse(oldest));
    }

    double of(Instant time) {
        return span == 0 ? MOST : MOST * micros(oldest, time) / span;
    }

    private static double micros(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1_000.0;
    }
}
