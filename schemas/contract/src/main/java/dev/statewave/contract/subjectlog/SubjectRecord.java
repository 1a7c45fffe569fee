package dev.statewave.contract.subjectlog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.failure.UnsupportedRecordException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.RecordHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidTypeIdException;

/** One entry of the subject log. The record's key names the subject. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = SubjectRecord.EpisodeRecorded.class, name = "EpisodeRecorded"),
    @JsonSubTypes.Type(value = SubjectRecord.CompileRequested.class, name = "CompileRequested"),
    @JsonSubTypes.Type(value = SubjectRecord.RebuildRequested.class, name = "RebuildRequested"),
    @JsonSubTypes.Type(value = SubjectRecord.ResolutionRecorded.class, name = "ResolutionRecorded"),
    @JsonSubTypes.Type(value = SubjectRecord.HealthObserved.class, name = "HealthObserved"),
    @JsonSubTypes.Type(value = SubjectRecord.LabelsSet.class, name = "LabelsSet"),
    @JsonSubTypes.Type(value = SubjectRecord.LabelsPromoted.class, name = "LabelsPromoted"),
    @JsonSubTypes.Type(value = SubjectRecord.MemoryExpirySet.class, name = "MemoryExpirySet"),
    @JsonSubTypes.Type(value = SubjectRecord.MemoriesUsed.class, name = "MemoriesUsed"),
    @JsonSubTypes.Type(value = SubjectRecord.SubjectDeleted.class, name = "SubjectDeleted"),
    @JsonSubTypes.Type(value = SubjectRecord.EpisodeImported.class, name = "EpisodeImported"),
    @JsonSubTypes.Type(value = SubjectRecord.MemoriesImported.class, name = "MemoriesImported"),
    @JsonSubTypes.Type(value = SubjectRecord.ResolutionsImported.class, name = "ResolutionsImported"),
    @JsonSubTypes.Type(value = SubjectRecord.ImportCompleted.class, name = "ImportCompleted")
})
public sealed interface SubjectRecord {

    /** Version of these records; readers of version 1 ignore what they do not know. */
    String SCHEMA_VERSION = "1";

    /**
     * Reads the value of a record.
     *
     * @throws InvalidRecordException when it is not a record of the log
     * @throws UnsupportedRecordException when its kind is not known here, so that a newer version wrote it
     */
    static SubjectRecord read(byte @Nullable [] json) {
        if (json == null) {
            throw new InvalidRecordException("unreadable", "The record has no value.");
        }
        try {
            SubjectRecord record = Json.read(json, SubjectRecord.class);
            if (record == null) {
                throw new InvalidRecordException("unreadable", "The record is null.");
            }
            return record;
        } catch (InvalidTypeIdException e) {
            if (e.getTypeId() == null) {
                throw new InvalidRecordException("unreadable", "The record has no kind.", e);
            }
            throw new UnsupportedRecordException(
                    "The record kind %s is unknown to this version: update it.".formatted(e.getTypeId()));
        } catch (JacksonException e) {
            throw new InvalidRecordException("unreadable", "Not a log record: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * As {@link #read(byte[])}, for a record whose headers tell its schema version.
     *
     * @throws UnsupportedRecordException also when the schema version is newer than this one
     */
    static SubjectRecord read(Headers headers, byte @Nullable [] json) {
        String version = RecordHeaders.text(headers, RecordHeaders.SCHEMA_VERSION);
        // Nearly every record is of this version.
        if (version != null
                && !version.equals(SCHEMA_VERSION)
                && version.matches("[0-9]{1,9}")
                && Integer.parseInt(version) > Integer.parseInt(SCHEMA_VERSION)) {
            throw new UnsupportedRecordException(
                    "The record has schema version %s and this version reads %s: update it."
                            .formatted(version, SCHEMA_VERSION));
        }
        return read(json);
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
     * @param occurredOffset minutes that the clocks were ahead of UTC where it happened, -1080 to 1080; null where
     *     nobody said so
     */
    record EpisodeRecorded(
            UUID id,
            String source,
            String type,
            @Nullable JsonNode payload,
            @Nullable JsonNode metadata,
            @Nullable JsonNode provenance,
            @Nullable String sessionId,
            @Nullable String idempotencyKey,
            Instant occurredAt,
            Instant createdAt,
            @Nullable Batch batch,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer occurredOffset)
            implements SubjectRecord {

        private static final int FARTHEST_OFFSET = 18 * 60;

        public EpisodeRecorded {
            if (occurredOffset != null && Math.abs((long) occurredOffset) > FARTHEST_OFFSET) {
                throw new IllegalArgumentException("occurred_offset %d is not -1080 to 1080".formatted(occurredOffset));
            }
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(occurredAt, "occurred_at");
            Objects.requireNonNull(createdAt, "created_at");
        }

        /** An episode whose offset is not known. */
        public EpisodeRecorded(
                UUID id,
                String source,
                String type,
                @Nullable JsonNode payload,
                @Nullable JsonNode metadata,
                @Nullable JsonNode provenance,
                @Nullable String sessionId,
                @Nullable String idempotencyKey,
                Instant occurredAt,
                Instant createdAt,
                @Nullable Batch batch) {
            this(
                    id,
                    source,
                    type,
                    payload,
                    metadata,
                    provenance,
                    sessionId,
                    idempotencyKey,
                    occurredAt,
                    createdAt,
                    batch,
                    null);
        }
    }

    /** A batch that is complete once as many of its episodes as {@code size} are persisted. */
    record Batch(UUID id, int size) {
        public Batch {
            Objects.requireNonNull(id, "batch.id");
        }
    }

    /**
     * Someone asked for a compile.
     *
     * @param mode {@code sync}: one batch of episodes, the answer is waited for; {@code async}: all of them
     */
    record CompileRequested(String jobId, String mode, Instant requestedAt) implements SubjectRecord {
        public CompileRequested {
            Objects.requireNonNull(jobId, "job_id");
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(requestedAt, "requested_at");
        }
    }

    /** Someone asked for the memories to be derived anew from all episodes that stand before this record. */
    record RebuildRequested(String jobId, Instant requestedAt) implements SubjectRecord {
        public RebuildRequested {
            Objects.requireNonNull(jobId, "job_id");
            Objects.requireNonNull(requestedAt, "requested_at");
        }
    }

    /** How a session ended, or that it is open. */
    record ResolutionRecorded(
            UUID id,
            String sessionId,
            String status,
            @Nullable String resolutionSummary,
            JsonNode metadata,
            Instant recordedAt)
            implements SubjectRecord {
        public ResolutionRecorded {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(sessionId, "session_id");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(recordedAt, "recorded_at");
            metadata = metadata == null ? Json.object() : metadata;
        }
    }

    /**
     * The health of the subject was asked for. It is on the log, so that one order decides which of several
     * observations is a change.
     *
     * @param score 0 to 100
     * @param factors the first three at most, as clients are told of them
     */
    record HealthObserved(String state, int score, JsonNode factors, Instant observedAt) implements SubjectRecord {
        public HealthObserved {
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(observedAt, "observed_at");
            factors = factors == null ? Json.MAPPER.createArrayNode() : factors;
        }
    }

    /** The sensitivity labels of a memory were replaced. */
    record LabelsSet(UUID memoryId, List<String> labels, Instant setAt) implements SubjectRecord {
        public LabelsSet {
            Objects.requireNonNull(memoryId, "memory_id");
            Objects.requireNonNull(setAt, "set_at");
            labels = List.copyOf(labels);
        }
    }

    /**
     * Labels that were suggested for a memory became sensitivity labels of it.
     *
     * @param promotedBy the id of the key that did it; null where access is open
     */
    record LabelsPromoted(
            UUID memoryId,
            List<String> labels,
            Instant promotedAt,
            @Nullable String promotedBy) implements SubjectRecord {
        public LabelsPromoted {
            Objects.requireNonNull(memoryId, "memory_id");
            Objects.requireNonNull(promotedAt, "promoted_at");
            labels = List.copyOf(labels);
        }
    }

    /**
     * An operator has said when a memory expires.
     *
     * @param expiresAt null for when its rules say
     */
    record MemoryExpirySet(UUID memoryId, @Nullable Instant expiresAt, Instant setAt) implements SubjectRecord {
        public MemoryExpirySet {
            Objects.requireNonNull(memoryId, "memory_id");
            Objects.requireNonNull(setAt, "set_at");
        }
    }

    /**
     * An answer had these memories, and quoted passages of these episodes. It is written for subjects alone that a
     * sliding rule of retention is about, and not for every answer.
     */
    record MemoriesUsed(List<UUID> memoryIds, List<UUID> episodeIds, Instant usedAt) implements SubjectRecord {
        public MemoriesUsed {
            memoryIds = List.copyOf(memoryIds);
            episodeIds = List.copyOf(episodeIds);
            Objects.requireNonNull(usedAt, "used_at");
        }
    }

    /** Everything about the subject before this record is erased. */
    record SubjectDeleted(Instant deletedAt) implements SubjectRecord {
        public SubjectDeleted {
            Objects.requireNonNull(deletedAt, "deleted_at");
        }
    }

    /**
     * A part of an import. Parts stand before their {@link ImportCompleted} and in one transaction with it; nothing of
     * them is seen before it, and then all of them at once.
     */
    sealed interface ImportPart extends SubjectRecord {

        UUID importId();
    }

    /** An episode of an import. It is a record of its own, so that it has a place on the log of its own. */
    record EpisodeImported(UUID importId, ImportedEpisode episode) implements ImportPart {
        public EpisodeImported {
            Objects.requireNonNull(importId, "import_id");
            Objects.requireNonNull(episode, "episode");
        }
    }

    /** Memories of an import, as many as fit into a record. */
    record MemoriesImported(UUID importId, List<ImportedMemory> memories) implements ImportPart {
        public MemoriesImported {
            Objects.requireNonNull(importId, "import_id");
            memories = List.copyOf(memories);
        }
    }

    /** Resolutions of an import. */
    record ResolutionsImported(UUID importId, List<ImportedResolution> resolutions) implements ImportPart {
        public ResolutionsImported {
            Objects.requireNonNull(importId, "import_id");
            resolutions = List.copyOf(resolutions);
        }
    }

    /**
     * All parts of an import stand before this record, which puts them in force.
     *
     * @param parts how many there are
     * @param onlyIfEmpty the import is refused where the subject has an episode or a memory already
     * @param snapshot what is kept by the import; null where it is not a snapshot
     * @param replacedPack the starter pack whose former items are erased first; null for none
     */
    record ImportCompleted(
            UUID importId,
            int parts,
            boolean onlyIfEmpty,
            Instant requestedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Snapshot snapshot,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String replacedPack)
            implements SubjectRecord {
        public ImportCompleted {
            Objects.requireNonNull(importId, "import_id");
            Objects.requireNonNull(requestedAt, "requested_at");
        }

        /** An import that is not a snapshot and replaces nothing. */
        public ImportCompleted(UUID importId, int parts, boolean onlyIfEmpty, Instant requestedAt) {
            this(importId, parts, onlyIfEmpty, requestedAt, null, null);
        }
    }

    /**
     * A copy of a subject under a name, which is kept as a subject of its own.
     *
     * @param metadata a JSON object
     */
    record Snapshot(UUID id, String name, int version, String sourceSubjectId, JsonNode metadata) {
        public Snapshot {
            Objects.requireNonNull(id, "snapshot.id");
            Objects.requireNonNull(name, "snapshot.name");
            Objects.requireNonNull(sourceSubjectId, "snapshot.source_subject_id");
            metadata = metadata == null ? Json.object() : metadata;
        }
    }
}
