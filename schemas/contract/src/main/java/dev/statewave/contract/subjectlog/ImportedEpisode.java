package dev.statewave.contract.subjectlog;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An episode as it stood somewhere else.
 *
 * @param occurredOffset minutes that the clocks were ahead of UTC where it happened; null where nobody said so
 * @param createdAt when it was recorded there
 * @param compiledAt when its memories were made; null where it is still to be compiled
 */
public record ImportedEpisode(
        UUID id,
        String source,
        String type,
        JsonNode payload,
        JsonNode metadata,
        JsonNode provenance,
        @Nullable String sessionId,
        @Nullable String idempotencyKey,
        Instant occurredAt,
        @Nullable Integer occurredOffset,
        Instant createdAt,
        @Nullable Instant compiledAt) {

    public ImportedEpisode {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(provenance, "provenance");
        Objects.requireNonNull(occurredAt, "occurred_at");
        Objects.requireNonNull(createdAt, "created_at");
    }

    /** Under another id, and without the idempotency key that the former one belongs to. */
    public ImportedEpisode withId(UUID other) {
        return new ImportedEpisode(
                other,
                source,
                type,
                payload,
                metadata,
                provenance,
                sessionId,
                null,
                occurredAt,
                occurredOffset,
                createdAt,
                compiledAt);
    }

    /** @param key null for none */
    public ImportedEpisode withIdempotencyKey(@Nullable String key) {
        return new ImportedEpisode(
                id,
                source,
                type,
                payload,
                metadata,
                provenance,
                sessionId,
                key,
                occurredAt,
                occurredOffset,
                createdAt,
                compiledAt);
    }

    /** @param at null where it is still to be compiled */
    public ImportedEpisode withCompiledAt(@Nullable Instant at) {
        return new ImportedEpisode(
                id,
                source,
                type,
                payload,
                metadata,
                provenance,
                sessionId,
                idempotencyKey,
                occurredAt,
                occurredOffset,
                createdAt,
                at);
    }

    /** Recorded later by this much. When it happened in the world stays as it is. */
    public ImportedEpisode shifted(Duration by) {
        return new ImportedEpisode(
                id,
                source,
                type,
                payload,
                metadata,
                provenance,
                sessionId,
                idempotencyKey,
                occurredAt,
                occurredOffset,
                createdAt.plus(by),
                compiledAt == null ? null : createdAt.plus(by));
    }

    public ImportedEpisode withOrigin(JsonNode otherMetadata, JsonNode otherProvenance) {
        return new ImportedEpisode(
                id,
                source,
                type,
                payload,
                otherMetadata,
                otherProvenance,
                sessionId,
                idempotencyKey,
                occurredAt,
                occurredOffset,
                createdAt,
                compiledAt);
    }
}
