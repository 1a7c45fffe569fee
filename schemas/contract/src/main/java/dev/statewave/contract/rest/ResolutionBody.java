package dev.statewave.contract.rest;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a session stands, as clients see it.
 *
 * @param status {@code open}, {@code resolved} or {@code unresolved}
 * @param resolvedAt null unless it is resolved
 */
public record ResolutionBody(
        UUID id,
        String subjectId,
        String sessionId,
        String status,
        @Nullable String resolutionSummary,
        @Nullable Instant resolvedAt,
        JsonNode metadata,
        Instant createdAt,
        Instant updatedAt) {}
