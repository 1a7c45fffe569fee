package dev.statewave.webhooks.endpoints;

import dev.statewave.webhooks.sending.PublicAddresses;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How events are delivered to the endpoints of tenants.
 *
 * @param webhookEndpointRetrySeconds the mean waits before the second attempt and the further ones, in seconds
 * @param webhookEndpointConcurrency attempts of this process at one endpoint at once
 * @param webhookEndpointsInFlight attempts of this process at all endpoints at once
 * @param webhookEndpointBreakSeconds how long an endpoint that keeps failing is left alone, in seconds
 * @param webhookEndpointDisableHours an endpoint at which everything failed for this long is disabled
 * @param webhookEndpointQueue deliveries that may wait for one endpoint
 * @param webhookEndpointMaxBytes a larger body is replaced by a reference to it
 * @param webhookEndpointAllowPrivate whether endpoints may have private addresses
 * @param webhookAllowedTargets networks and host names that endpoints may have besides public addresses
 */
@ConfigurationProperties("statewave")
@Validated
public record EndpointSettings(
        @DefaultValue("5,300,1800,7200,18000,36000,36000") String webhookEndpointRetrySeconds,

        @DefaultValue("8")
        @Min(value = 1, message = "must be 1 to 64: set STATEWAVE_WEBHOOK_ENDPOINT_CONCURRENCY")
        @Max(value = 64, message = "must be 1 to 64: set STATEWAVE_WEBHOOK_ENDPOINT_CONCURRENCY")
        int webhookEndpointConcurrency,

        @DefaultValue("256")
        @Min(value = 1, message = "must be 1 to 2000: set STATEWAVE_WEBHOOK_ENDPOINTS_IN_FLIGHT")
        @Max(value = 2_000, message = "must be 1 to 2000: set STATEWAVE_WEBHOOK_ENDPOINTS_IN_FLIGHT")
        int webhookEndpointsInFlight,

        @DefaultValue("30")
        @Min(value = 1, message = "must be 1 to 3600 seconds: set STATEWAVE_WEBHOOK_ENDPOINT_BREAK_SECONDS")
        @Max(value = 3_600, message = "must be 1 to 3600 seconds: set STATEWAVE_WEBHOOK_ENDPOINT_BREAK_SECONDS")
        int webhookEndpointBreakSeconds,

        @DefaultValue("120")
        @Min(value = 1, message = "must be 1 to 8760 hours: set STATEWAVE_WEBHOOK_ENDPOINT_DISABLE_HOURS")
        @Max(value = 8_760, message = "must be 1 to 8760 hours: set STATEWAVE_WEBHOOK_ENDPOINT_DISABLE_HOURS")
        int webhookEndpointDisableHours,

        @DefaultValue("500000")
        @Min(value = 1, message = "must be 1 to 100000000: set STATEWAVE_WEBHOOK_ENDPOINT_QUEUE")
        @Max(value = 100_000_000, message = "must be 1 to 100000000: set STATEWAVE_WEBHOOK_ENDPOINT_QUEUE")
        int webhookEndpointQueue,

        @DefaultValue("262144")
        @Min(value = 1_024, message = "must be 1024 to 8388608 bytes: set STATEWAVE_WEBHOOK_ENDPOINT_MAX_BYTES")
        @Max(value = 8_388_608, message = "must be 1024 to 8388608 bytes: set STATEWAVE_WEBHOOK_ENDPOINT_MAX_BYTES")
        int webhookEndpointMaxBytes,

        @DefaultValue("false") boolean webhookEndpointAllowPrivate,
        @DefaultValue("") String webhookAllowedTargets) {

    private static final int MOST_RETRIES = 20;
    private static final double LONGEST_WAIT = 86_400;

    @AssertTrue(
            message = "STATEWAVE_WEBHOOK_ENDPOINT_RETRY_SECONDS must be 1 to 20 numbers of seconds from 0.01 to 86400, "
                    + "separated by commas")
    boolean isWebhookEndpointRetrySecondsValid() {
        try {
            List<Double> waits = waits();
            return waits.size() <= MOST_RETRIES
                    && waits.stream().allMatch(wait -> wait >= 0.01 && wait <= LONGEST_WAIT);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    @AssertTrue(
            message = "STATEWAVE_WEBHOOK_ALLOWED_TARGETS must be networks such as 10.1.0.0/16, addresses and host "
                    + "names, separated by commas")
    boolean isWebhookAllowedTargetsValid() {
        try {
            PublicAddresses.allowing(webhookAllowedTargets);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** In seconds, between the attempts; one less than there are attempts. */
    List<Double> waits() {
        return Arrays.stream(webhookEndpointRetrySeconds.split(","))
                .map(Double::valueOf)
                .toList();
    }

    Duration breakTime() {
        return Duration.ofSeconds(webhookEndpointBreakSeconds);
    }
}
