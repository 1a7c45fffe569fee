package dev.statewave.harness.load;

import org.jspecify.annotations.Nullable;

/**
 * One cell of the report.
 *
 * @param subjects how many were filled
 * @param clients how many asked at once
 * @param perSecond answered calls
 * @param errors calls that failed; not counted in the rest
 * @param firstError what the first of them was; null for none
 */
record Measurement(
        int subjects,
        Operation operation,
        int clients,
        Latencies latencies,
        double perSecond,
        long errors,
        @Nullable String firstError) {}
