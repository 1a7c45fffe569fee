package dev.statewave.ingest;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The settings of the write side of the API.
 *
 * @param persistWaitMs how long a write waits to become readable before it is answered with 202, in milliseconds
 * @param compileWaitSeconds how long a call waits for a synchronous compile, in seconds
 * @param maxWritesInFlight the most concurrent writes; further ones are rejected with 429
 * @param normalizerCommitMs the commit interval of the normalizer, in milliseconds; also its delay
 * @param normalizerMaxBacklog records on the log that may wait for the writer before the normalizer pauses
 * @param region the region that this installation serves; empty for any
 * @param redactSecrets whether secrets are redacted before an episode enters the log, where its tenant does not say
 */
@ConfigurationProperties("statewave")
@Validated
public record IngestSettings(
        @DefaultValue("2000")
        @Min(value = 0, message = "must be 0 to 60000 ms: set STATEWAVE_PERSIST_WAIT_MS")
        @Max(value = 60_000, message = "must be 0 to 60000 ms: set STATEWAVE_PERSIST_WAIT_MS")
        int persistWaitMs,

        @DefaultValue("120")
        @Min(value = 1, message = "must be 1 to 3600 seconds: set STATEWAVE_COMPILE_WAIT_SECONDS")
        @Max(value = 3_600, message = "must be 1 to 3600 seconds: set STATEWAVE_COMPILE_WAIT_SECONDS")
        int compileWaitSeconds,

        @DefaultValue("1000")
        @Min(value = 1, message = "must be 1 to 100000: set STATEWAVE_MAX_WRITES_IN_FLIGHT")
        @Max(value = 100_000, message = "must be 1 to 100000: set STATEWAVE_MAX_WRITES_IN_FLIGHT")
        int maxWritesInFlight,

        @DefaultValue("100")
        @Min(value = 1, message = "must be 1 to 10000 ms: set STATEWAVE_NORMALIZER_COMMIT_MS")
        @Max(value = 10_000, message = "must be 1 to 10000 ms: set STATEWAVE_NORMALIZER_COMMIT_MS")
        int normalizerCommitMs,

        @DefaultValue("10000")
        @Min(value = 100, message = "must be 100 to 10000000 records: set STATEWAVE_NORMALIZER_MAX_BACKLOG")
        @Max(value = 10_000_000, message = "must be 100 to 10000000 records: set STATEWAVE_NORMALIZER_MAX_BACKLOG")
        int normalizerMaxBacklog,

        @DefaultValue("") @Size(max = 64, message = "must have 64 characters at most: set STATEWAVE_REGION")
        String region,

        @DefaultValue("false") boolean redactSecrets) {

    public Duration persistWait() {
        return Duration.ofMillis(persistWaitMs);
    }

    public Duration compileWait() {
        return Duration.ofSeconds(compileWaitSeconds);
    }
}
