package dev.statewave.webhooks.relay;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How events are read from the write-ahead log.
 *
 * @param webhookSlotWarnBytes how much write-ahead log the replication slot may hold back before readiness is degraded
 * @param eventsPollMs how long the relay sleeps when there is nothing to read, in milliseconds
 */
@ConfigurationProperties("statewave")
@Validated
public record RelaySettings(
        @DefaultValue("1073741824") @Min(value = 1, message = "must be bytes: set STATEWAVE_WEBHOOK_SLOT_WARN_BYTES")
        long webhookSlotWarnBytes,

        @DefaultValue("25")
        @Min(value = 1, message = "must be 1 to 5000 ms: set STATEWAVE_EVENTS_POLL_MS")
        @Max(value = 5_000, message = "must be 1 to 5000 ms: set STATEWAVE_EVENTS_POLL_MS")
        int eventsPollMs) {}
