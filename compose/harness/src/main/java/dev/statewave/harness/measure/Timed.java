package dev.statewave.harness.measure;

import org.jspecify.annotations.Nullable;

/**
 * How calls went.
 *
 * @param perSecond answered calls
 * @param errors calls that failed; not counted in the rest
 * @param firstError what the first of them was; null for none
 */
public record Timed(
        Latencies latencies,
        double perSecond,
        long errors,
        @Nullable String firstError) {}
