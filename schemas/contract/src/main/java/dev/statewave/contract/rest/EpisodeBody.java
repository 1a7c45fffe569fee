package dev.statewave.contract.rest;

import dev.statewave.contract.subjectlog.SubjectRecord;
import java.time.Instant;
import java.util.UUID;
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
        String sessionId,
        Instant createdAt,
        Instant occurredAt) {

    public static EpisodeBody of(String subjectId, SubjectRecord.EpisodeRecorded episode) {
        return new EpisodeBody(
                episode.id(),
                subjectId,
                episode.source(),
                episode.type(),
                episode.payload(),
                episode.metadata(),
                episode.provenance(),
                episode.sessionId(),
                episode.createdAt(),
                episode.occurredAt());
    }
}
