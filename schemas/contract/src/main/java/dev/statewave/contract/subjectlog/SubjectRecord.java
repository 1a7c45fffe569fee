package dev.statewave.contract.subjectlog;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.statewave.contract.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** One entry of the subject log. Whom it is about stands in the record's key. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SubjectRecord.EpisodeRecorded.class, name = "EpisodeRecorded"),
    @JsonSubTypes.Type(value = SubjectRecord.CompileRequested.class, name = "CompileRequested"),
    @JsonSubTypes.Type(value = SubjectRecord.RebuildRequested.class, name = "RebuildRequested"),
    @JsonSubTypes.Type(value = SubjectRecord.ResolutionRecorded.class, name = "ResolutionRecorded"),
    @JsonSubTypes.Type(value = SubjectRecord.HealthObserved.class, name = "HealthObserved"),
    @JsonSubTypes.Type(value = SubjectRecord.LabelsSet.class, name = "LabelsSet"),
    @JsonSubTypes.Type(value = SubjectRecord.SubjectDeleted.class, name = "SubjectDeleted")
})
public sealed interface SubjectRecord {

    /** Version of these records; readers of version 1 ignore what they do not know. */
    String SCHEMA_VERSION = "1";

    /** @throws JacksonException when it is not a record of the log */
    static SubjectRecord read(byte[] json) {
        return Json.read(json, SubjectRecord.class);
    }

    /** Its name on the wire. */
    default String kind() {
        return getClass().getSimpleName();
    }

    default byte[] bytes() {
        return Json.MAPPER.writerFor(SubjectRecord.class).writeValueAsBytes(this);
    }

    /**
     * An episode was recorded.
     *
     * @param payload a JSON object, kept as it came
     * @param occurredAt when it happened in the world; the time of recording where the producer did not say
     * @param batch the batch that it came in; null for a single one
     */
    record EpisodeRecorded(
            UUID id,
            String source,
            String type,
            JsonNode payload,
            JsonNode metadata,
            JsonNode provenance,
            String sessionId,
            String idempotencyKey,
            Instant occurredAt,
            Instant createdAt,
            Batch batch)
            implements SubjectRecord {}

    /** A batch that is complete once as many of its episodes as {@code size} are persisted. */
    record Batch(UUID id, int size) {}

    /**
     * Someone asked for a compile.
     *
     * @param mode {@code sync}: one batch of episodes, the answer is waited for; {@code async}: all of them
     */
    record CompileRequested(String jobId, String mode, Instant requestedAt) implements SubjectRecord {}

    /** Someone asked for the memories to be derived anew from all episodes that stand before this record. */
    record RebuildRequested(String jobId, Instant requestedAt) implements SubjectRecord {}

    /** How a session ended, or that it is open. */
    record ResolutionRecorded(
            UUID id, String sessionId, String status, String resolutionSummary, JsonNode metadata, Instant recordedAt)
            implements SubjectRecord {}

    /**
     * Someone asked how the subject is. On the log, so that one order decides which of several observations is a
     * change.
     *
     * @param score 0 to 100
     * @param factors the first three at most, as clients are told of them
     */
    record HealthObserved(String state, int score, JsonNode factors, Instant observedAt) implements SubjectRecord {}

    /** The sensitivity labels of a memory were replaced. */
    record LabelsSet(UUID memoryId, List<String> labels, Instant setAt) implements SubjectRecord {}

    /** Everything about the subject that stands before this record is erased. */
    record SubjectDeleted(Instant deletedAt) implements SubjectRecord {}
}
