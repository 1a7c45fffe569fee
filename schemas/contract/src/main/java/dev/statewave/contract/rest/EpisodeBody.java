package dev.statewave.contract.rest;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectRecord;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** An episode as clients see it. */
public record EpisodeBody(
        UUID id,
        String subjectId,
        String source,
        String type,
        JsonNode payload,
        JsonNode metadata,
        JsonNode provenance,
        @Nullable String sessionId,
        Instant createdAt,
        Instant occurredAt) {

    public static EpisodeBody of(String subjectId, SubjectRecord.EpisodeRecorded episode) {
        return new EpisodeBody(
                episode.id(),
                subjectId,
                episode.source(),
                episode.type(),
                orEmpty(episode.payload()),
                orEmpty(episode.metadata()),
                orEmpty(episode.provenance()),
                episode.sessionId(),
                episode.createdAt(),
                episode.occurredAt());
    }

    /** As the writer stores what a record leaves out. */
    private static JsonNode orEmpty(@Nullable JsonNode object) {
        return object == null ? Json.object() : object;
    }
}
