package dev.statewave.contract.subjectlog;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How a session stood somewhere else.
 *
 * @param status {@code open}, {@code resolved} or {@code unresolved}
 * @param resolvedAt null unless it is resolved
 */
public record ImportedResolution(
        UUID id,
        String sessionId,
        String status,
        @Nullable String resolutionSummary,
        JsonNode metadata,
        @Nullable Instant resolvedAt,
        Instant createdAt,
        Instant updatedAt) {

    public ImportedResolution {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sessionId, "session_id");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(createdAt, "created_at");
        Objects.requireNonNull(updatedAt, "updated_at");
    }

    public ImportedResolution withMetadata(JsonNode other) {
        return new ImportedResolution(
                id, sessionId, status, resolutionSummary, other, resolvedAt, createdAt, updatedAt);
    }

    /** All its times later by this much. */
    public ImportedResolution shifted(Duration by) {
        return new ImportedResolution(
                id,
                sessionId,
                status,
                resolutionSummary,
                metadata,
                resolvedAt == null ? null : resolvedAt.plus(by),
                createdAt.plus(by),
                updatedAt.plus(by));
    }

    public ImportedResolution withId(UUID other) {
        return new ImportedResolution(
                other, sessionId, status, resolutionSummary, metadata, resolvedAt, createdAt, updatedAt);
    }
}
