package dev.statewave.webhooks.delivery;

import dev.statewave.contract.events.EventTypes;
import dev.statewave.webhooks.sending.SigningSecret;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where and how events are delivered.
 *
 * @param webhookUrl the receiver; empty for no deliveries
 * @param webhookEvents a comma-separated list of the events to deliver; empty for all
 * @param webhookSecret one or several {@code whsec_} secrets, separated by blanks or commas; empty for unsigned
 *     deliveries
 * @param webhookTimeout how long an attempt may take in all, in seconds
 * @param webhookRetrySeconds the mean wait before the second attempt; each further one is four times as long
 * @param webhookConcurrency attempts of this process in parallel
 * @param webhookAllowPrivate whether the receiver may have a private address
 * @param webhookDeliveryRetentionHours how long the state of a delivery is kept; 0 for ever
 */
@ConfigurationProperties("statewave")
@Validated
public record WebhookSettings(
        @DefaultValue("")
        @Pattern(regexp = "|https?://.+", message = "must be http:// or https://: set STATEWAVE_WEBHOOK_URL")
        String webhookUrl,

        @DefaultValue("") String webhookEvents,
        @DefaultValue("") String webhookSecret,

        @DefaultValue("5")
        @DecimalMin(value = "0.1", message = "must be 0.1 to 60 seconds: set STATEWAVE_WEBHOOK_TIMEOUT")
        @DecimalMax(value = "60", message = "must be 0.1 to 60 seconds: set STATEWAVE_WEBHOOK_TIMEOUT")
        BigDecimal webhookTimeout,

        @DefaultValue("30")
        @DecimalMin(value = "0.01", message = "must be 0.01 to 3600 seconds: set STATEWAVE_WEBHOOK_RETRY_SECONDS")
        @DecimalMax(value = "3600", message = "must be 0.01 to 3600 seconds: set STATEWAVE_WEBHOOK_RETRY_SECONDS")
        BigDecimal webhookRetrySeconds,

        @DefaultValue("4")
        @Min(value = 1, message = "must be 1 to 64: set STATEWAVE_WEBHOOK_CONCURRENCY")
        @Max(value = 64, message = "must be 1 to 64: set STATEWAVE_WEBHOOK_CONCURRENCY")
        int webhookConcurrency,

        @DefaultValue("true") boolean webhookAllowPrivate,

        @DefaultValue("720")
        @Min(value = 0, message = "must be hours, or 0 for ever: set STATEWAVE_WEBHOOK_DELIVERY_RETENTION_HOURS")
        int webhookDeliveryRetentionHours) {

    @AssertTrue(
            message = "STATEWAVE_WEBHOOK_URL must be a complete URL such as https://example.org/hook, with "
                    + "special characters percent-encoded")
    boolean isWebhookUrlValid() {
        try {
            return webhookUrl.isEmpty() || new URI(webhookUrl).getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    @AssertTrue(
            message = "STATEWAVE_WEBHOOK_EVENTS may name episode.created, episodes.batch_created, memories.compiled, "
                    + "subject.deleted, subject.health_degraded and subject.health_improved, separated by commas")
    boolean isWebhookEventsValid() {
        return EventTypes.ALL.containsAll(names());
    }

    @AssertTrue(
            message = "STATEWAVE_WEBHOOK_SECRET must be whsec_ and the base64 of 24 to 64 bytes, several of them "
                    + "separated by commas")
    boolean isWebhookSecretValid() {
        try {
            secrets();
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public boolean delivers(String event) {
        return !webhookUrl.isEmpty() && (names().isEmpty() || names().contains(event));
    }

    /** Each delivery carries a signature of each secret, so that a secret can be replaced without a gap. */
    public List<SigningSecret> secrets() {
        return Arrays.stream(webhookSecret.split("[,\\s]+"))
                .filter(secret -> !secret.isEmpty())
                .map(SigningSecret::parse)
                .toList();
    }

    public Duration timeout() {
        return Duration.ofMillis(webhookTimeout.movePointRight(3).longValue());
    }

    public Duration firstRetry() {
        return Duration.ofMillis(webhookRetrySeconds.movePointRight(3).longValue());
    }

    /** The events to deliver, in the order of their names; empty for all. */
    public List<String> events() {
        return names().stream().sorted().toList();
    }

    private Set<String> names() {
        return Arrays.stream(webhookEvents.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }
}
