package dev.statewave.worker.compile;

import dev.statewave.contract.json.WireTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An episode that waits to be compiled. */
public record PendingEpisode(
        UUID id, String source, JsonNode payload, @Nullable Instant occurredAt, Instant createdAt, long logOffset) {

    /**
     * When it happened, as the v1 contract reads it: what the payload says, else what the producer said, else when it
     * came in.
     */
    public Instant eventDate() {
        Instant said = time(payload.path("event_time"));
        if (said == null) {
            said = time(payload.path("messages").path(0).path("timestamp"));
        }
        if (said != null) {
            return said;
        }
        return occurredAt != null ? occurredAt : createdAt;
    }

    private static @Nullable Instant time(JsonNode value) {
        if (!value.isString()) {
            return null;
        }
        try {
            return WireTime.parse(value.stringValue().trim());
        } catch (DateTimeException e) {
            return null;
        }
    }
}
