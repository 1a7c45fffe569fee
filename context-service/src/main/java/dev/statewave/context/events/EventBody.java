package dev.statewave.context.events;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An event as clients see it; the id is that of the header {@code webhook-id}. */
record EventBody(
        String id,
        String event,
        @Nullable String tenantId,
        @Nullable String subjectId,
        String timestamp,
        JsonNode data) {}
