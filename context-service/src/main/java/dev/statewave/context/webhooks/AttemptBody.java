package dev.statewave.context.webhooks;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One request to an endpoint and its answer.
 *
 * @param outcome {@code delivered}, {@code retry} or {@code permanent}
 * @param error null where it was delivered
 */
record AttemptBody(
        UUID deliveryId,
        int attempt,
        Instant startedAt,
        int durationMs,
        String outcome,
        @Nullable Integer httpStatus,
        @Nullable String error,
        RequestBody request,
        ResponseBody response,
        @JsonIgnore long seq) {

    /** @param headers without the values of those that belong to the endpoint */
    record RequestBody(String url, JsonNode headers) {}

    /** @param body the beginning of it; empty without an answer */
    record ResponseBody(JsonNode headers, String body) {}

    PageCursor cursor() {
        return new PageCursor(startedAt, seq);
    }
}
