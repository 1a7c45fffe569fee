package dev.statewave.contract.subjectlog;

import dev.statewave.contract.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A memory as it stood somewhere else.
 *
 * @param confidence 0 to 1
 * @param validTo null while there is no end
 * @param status {@code active}, {@code superseded} or {@code tombstoned}
 * @param supersededBy the memory that took its place; null where none is known
 * @param derived whether its episodes come with it, so that a rebuild replaces it
 * @param retiredAt since when it is not held any more; null while it is, and where nobody knows
 */
public record ImportedMemory(
        UUID id,
        String kind,
        String content,
        String summary,
        double confidence,
        Instant validFrom,
        @Nullable Instant validTo,
        String status,
        @Nullable UUID supersededBy,
        List<UUID> sourceEpisodeIds,
        JsonNode metadata,
        List<String> sensitivityLabels,
        List<String> suggestedLabels,
        boolean derived,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant retiredAt) {

    public ImportedMemory {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(validFrom, "valid_from");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(createdAt, "created_at");
        Objects.requireNonNull(updatedAt, "updated_at");
        sourceEpisodeIds = List.copyOf(sourceEpisodeIds);
        sensitivityLabels = List.copyOf(sensitivityLabels);
        suggestedLabels = List.copyOf(suggestedLabels);
    }

    public ImportedMemory withIds(UUID other, List<UUID> sources, @Nullable UUID successor) {
        return new ImportedMemory(
                other,
                kind,
                content,
                summary,
                confidence,
                validFrom,
                validTo,
                status,
                successor,
                sources,
                metadata,
                sensitivityLabels,
                suggestedLabels,
                derived,
                createdAt,
                updatedAt,
                retiredAt);
    }

    public ImportedMemory withDerived(boolean fromItsEpisodes) {
        return new ImportedMemory(
                id,
                kind,
                content,
                summary,
                confidence,
                validFrom,
                validTo,
                status,
                supersededBy,
                sourceEpisodeIds,
                metadata,
                sensitivityLabels,
                suggestedLabels,
                fromItsEpisodes,
                createdAt,
                updatedAt,
                retiredAt);
    }

    /** All its times later by this much. */
    public ImportedMemory shifted(Duration by) {
        return new ImportedMemory(
                id,
                kind,
                content,
                summary,
                confidence,
                validFrom.plus(by),
                validTo == null ? null : validTo.plus(by),
                status,
                supersededBy,
                sourceEpisodeIds,
                metadata,
                sensitivityLabels,
                suggestedLabels,
                derived,
                createdAt.plus(by),
                updatedAt.plus(by),
                retiredAt == null ? null : retiredAt.plus(by));
    }

    /** With a text in place of its own, and without metadata, which may repeat them. */
    public ImportedMemory redacted(String text) {
        return new ImportedMemory(
                id,
                kind,
                text,
                text,
                confidence,
                validFrom,
                validTo,
                status,
                supersededBy,
                sourceEpisodeIds,
                Json.object(),
                sensitivityLabels,
                suggestedLabels,
                derived,
                createdAt,
                updatedAt,
                retiredAt);
    }

    public ImportedMemory withMetadata(JsonNode other) {
        return new ImportedMemory(
                id,
                kind,
                content,
                summary,
                confidence,
                validFrom,
                validTo,
                status,
                supersededBy,
                sourceEpisodeIds,
                other,
                sensitivityLabels,
                suggestedLabels,
                derived,
                createdAt,
                updatedAt,
                retiredAt);
    }
}
