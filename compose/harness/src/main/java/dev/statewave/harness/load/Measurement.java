package dev.statewave.harness.load;

import dev.statewave.harness.measure.Latencies;
import dev.statewave.harness.measure.Timed;
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
        @Nullable String firstError) {

    static Measurement of(int subjects, Operation operation, int clients, Timed timed) {
        return new Measurement(
                subjects, operation, clients, timed.latencies(), timed.perSecond(), timed.errors(), timed.firstError());
    }
}
