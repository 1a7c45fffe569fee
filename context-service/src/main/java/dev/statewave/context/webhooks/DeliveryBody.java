package dev.statewave.context.webhooks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One event on its way to one endpoint.
 *
 * @param eventId the header {@code webhook-id}
 * @param nextAttemptAt null where there is none, or where it waits for an earlier one of its subject
 * @param body what is sent; null in lists
 */
record DeliveryBody(
        UUID id,
        UUID eventId,
        UUID endpointId,
        @Nullable String tenantId,
        @Nullable String subjectId,
        String event,
        String status,
        int attempts,
        int maxAttempts,
        @Nullable Instant lastAttemptAt,
        @Nullable Instant nextAttemptAt,
        @Nullable String lastError,
        @Nullable Integer httpStatus,
        Instant createdAt,
        @Nullable Instant deliveredAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode body,
        @JsonIgnore long seq) {

    PageCursor cursor() {
        return new PageCursor(createdAt, seq);
    }
}
