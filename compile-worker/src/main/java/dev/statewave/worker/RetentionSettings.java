package dev.statewave.worker;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long what has expired is kept.
 *
 * @param tombstoneRetentionDays how long memories that expired are kept as tombstones; 0 for ever
 */
@ConfigurationProperties("statewave")
@Validated
public record RetentionSettings(
        @DefaultValue("0")
        @Min(value = 0, message = "must be 0 to 36500 days: set STATEWAVE_TOMBSTONE_RETENTION_DAYS")
        @Max(value = 36_500, message = "must be 0 to 36500 days: set STATEWAVE_TOMBSTONE_RETENTION_DAYS")
        int tombstoneRetentionDays) {

    /** Empty for ever. */
    public Optional<Duration> tombstoneRetention() {
        return tombstoneRetentionDays == 0 ? Optional.empty() : Optional.of(Duration.ofDays(tombstoneRetentionDays));
    }
}
