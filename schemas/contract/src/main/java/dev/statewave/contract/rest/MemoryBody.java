package dev.statewave.contract.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A memory as clients see it.
 *
 * @param confidence 0 to 1
 * @param validTo null while there is no end
 * @param score how well it fits the question; null where nothing was asked
 */
public record MemoryBody(
        UUID id,
        String subjectId,
        String kind,
        String content,
        String summary,
        double confidence,
        Instant validFrom,
        @Nullable Instant validTo,
        List<UUID> sourceEpisodeIds,
        JsonNode metadata,
        String status,
        List<String> sensitivityLabels,
        Instant createdAt,
        Instant updatedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double score) {

    public MemoryBody withLabels(List<String> labels, Instant at) {
        return new MemoryBody(
                id,
                subjectId,
                kind,
                content,
                summary,
                confidence,
                validFrom,
                validTo,
                sourceEpisodeIds,
                metadata,
                status,
                labels,
                createdAt,
                at,
                score);
    }

    public MemoryBody withScore(double other) {
        return new MemoryBody(
                id,
                subjectId,
                kind,
                content,
                summary,
                confidence,
                validFrom,
                validTo,
                sourceEpisodeIds,
                metadata,
                status,
                sensitivityLabels,
                createdAt,
                updatedAt,
                other);
    }
}
