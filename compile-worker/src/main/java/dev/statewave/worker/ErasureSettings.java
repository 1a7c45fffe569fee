package dev.statewave.worker;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When an erase has reached what is not a row of a table.
 *
 * @param erasureHours how long records about an erased subject may still stand on topics, and their remainders in files
 *     of the database
 * @param erasureSettleMinutes how long after a delete its last traces may still be on their way, such as retries of
 *     webhooks
 * @param erasureSweepSeconds how often erasures are carried on
 * @param erasureRewriteMb up to which size, with its indexes, a table is written anew, in MiB; 0 for none
 */
@ConfigurationProperties("statewave")
@Validated
public record ErasureSettings(
        @DefaultValue("72")
        @Min(value = 0, message = "must be 0 to 8760 hours: set STATEWAVE_ERASURE_HOURS")
        @Max(value = 8_760, message = "must be 0 to 8760 hours: set STATEWAVE_ERASURE_HOURS")
        int erasureHours,

        @DefaultValue("120")
        @Min(value = 0, message = "must be 0 to 10080 minutes: set STATEWAVE_ERASURE_SETTLE_MINUTES")
        @Max(value = 10_080, message = "must be 0 to 10080 minutes: set STATEWAVE_ERASURE_SETTLE_MINUTES")
        int erasureSettleMinutes,

        @DefaultValue("300")
        @Min(value = 1, message = "must be 1 to 86400 seconds: set STATEWAVE_ERASURE_SWEEP_SECONDS")
        @Max(value = 86_400, message = "must be 1 to 86400 seconds: set STATEWAVE_ERASURE_SWEEP_SECONDS")
        int erasureSweepSeconds,

        @DefaultValue("256")
        @Min(value = 0, message = "must be 0 to 1048576 MiB: set STATEWAVE_ERASURE_REWRITE_MB")
        @Max(value = 1_048_576, message = "must be 0 to 1048576 MiB: set STATEWAVE_ERASURE_REWRITE_MB")
        int erasureRewriteMb) {

    /** What the sweeps, and the broker that deletes files behind them, take at most. */
    private static final Duration MARGIN = Duration.ofHours(1);

    public Duration erasureDelay() {
        return Duration.ofHours(erasureHours);
    }

    public Duration erasureSettle() {
        return Duration.ofMinutes(erasureSettleMinutes);
    }

    /** How long after a delete its erasure is complete, as long as nothing is away. */
    public Duration announced() {
        Duration longer = erasureDelay().compareTo(erasureSettle()) > 0 ? erasureDelay() : erasureSettle();
        return longer.plus(MARGIN);
    }
}
