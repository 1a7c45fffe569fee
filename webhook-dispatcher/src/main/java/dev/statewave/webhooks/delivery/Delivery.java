package dev.statewave.webhooks.delivery;

import dev.statewave.contract.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One event on its way to the receiver.
 *
 * @param id the id of the event; the receiver gets it with every attempt and can recognise duplicates by it
 * @param body the request body, the same bytes in every attempt
 * @param attempt the number of the next attempt, from 1
 */
public record Delivery(
        UUID id,
        String event,
        @Nullable String tenant,
        @Nullable String subject,
        Instant eventTime,
        String body,
        int attempt) {

    static final int MAX_ATTEMPTS = 5;

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'+00:00'").withZone(ZoneOffset.UTC);

    public Delivery {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(eventTime, "event_time");
        Objects.requireNonNull(body, "body");
        if (hasNul(event) || hasNul(tenant) || hasNul(subject)) {
            throw new IllegalArgumentException("event, tenant and subject must not contain U+0000");
        }
        if (attempt < 1 || attempt > MAX_ATTEMPTS) {
            throw new IllegalArgumentException("attempt must be 1 to " + MAX_ATTEMPTS);
        }
    }

    // PostgreSQL cannot store it.
    private static boolean hasNul(@Nullable String text) {
        return text != null && text.indexOf('\0') >= 0;
    }

    public static Delivery of(
            UUID id, String event, @Nullable String tenant, @Nullable String subject, Instant time, JsonNode data) {
        var body = Json.object()
                .put("event", event)
                .put("timestamp", TIMESTAMP.format(time))
                .set("data", data);
        return new Delivery(id, event, tenant, subject, time, body.toString(), 1);
    }

    Delivery next() {
        return new Delivery(id, event, tenant, subject, eventTime, body, attempt + 1);
    }

    boolean last() {
        return attempt >= MAX_ATTEMPTS;
    }
}
