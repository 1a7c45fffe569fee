package dev.statewave.platform.portability;

import dev.statewave.contract.rest.ApiException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How much of a subject is moved at once.
 *
 * @param maxExportBytes the most that an export, a clone or a snapshot may hold, in bytes of text; more than
 *     {@code STATEWAVE_MAX_BODY_BYTES} can be exported and not be imported again
 * @param enableSnapshots whether subjects can be kept as snapshots, and idle ones be cleaned up
 */
@ConfigurationProperties("statewave")
@Validated
public record PortabilitySettings(
        @DefaultValue("16777216")
        @Min(value = 1_024, message = "must be 1024 to 268435456 bytes: set STATEWAVE_MAX_EXPORT_BYTES")
        @Max(value = 268_435_456, message = "must be 1024 to 268435456 bytes: set STATEWAVE_MAX_EXPORT_BYTES")
        int maxExportBytes,

        @DefaultValue("false") boolean enableSnapshots) {

    /** @throws ApiException 404 where there are no snapshots */
    public void requireSnapshots() {
        if (!enableSnapshots) {
            throw ApiException.notFound("Snapshots are not enabled: set STATEWAVE_ENABLE_SNAPSHOTS=true");
        }
    }
}
