package dev.statewave.contract.rest;

import dev.statewave.contract.sensitivity.SecretRedaction;
import dev.statewave.contract.sensitivity.SensitiveLabel;
import dev.statewave.contract.subjectlog.DerivedId;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * An episode as someone hands it in, over REST or straight on Kafka.
 *
 * @param payload a JSON object
 * @param idempotencyKey 1 to 256 characters; null for none
 * @param occurredAt with the offset that the producer named; null where it does not say
 */
public record EpisodeInput(
        String subjectId,
        String source,
        String type,
        JsonNode payload,
        JsonNode metadata,
        JsonNode provenance,
        @Nullable String sessionId,
        @Nullable String idempotencyKey,
        @Nullable OffsetDateTime occurredAt) {

    /** The largest payload, metadata and provenance together, in characters of JSON. */
    public static final int MAX_JSON_CHARS = 2 * 1024 * 1024;

    public static final int MAX_BATCH = 100;

    /**
     * Reads an episode, also one in the shape that connectors push. What is wrong is noted in the reader; the result is
     * then null, and {@link FieldReader#check} throws before anyone uses it.
     */
    @SuppressWarnings("NullAway")
    public static EpisodeInput read(FieldReader given) {
        FieldReader fields =
                ConnectorEpisode.is(given.raw()) ? given.instead(ConnectorEpisode.asEpisode(given.raw())) : given;
        String subjectId = fields.requiredId("subject_id");
        String source = fields.requiredText("source", 1, 256);
        String type = fields.requiredText("type", 1, 128);
        JsonNode payload = fields.requiredObject("payload");
        JsonNode metadata = fields.objectOrEmpty("metadata");
        JsonNode provenance = fields.objectOrEmpty("provenance");
        String sessionId = fields.optionalText("session_id", 256);
        String key = fields.optionalText("idempotency_key", 256);
        OffsetDateTime occurredAt = fields.timeWithOffset("occurred_at");
        if (fields.hasErrors()) {
            return null;
        }
        return new EpisodeInput(
                subjectId, source, type, payload, metadata, provenance, sessionId, keyOf(key, metadata), occurredAt);
    }

    // Clients that cannot set the field promise idempotency through the metadata.
    private static @Nullable String keyOf(@Nullable String key, JsonNode metadata) {
        JsonNode inMetadata = metadata.get("idempotency_key");
        String found = key == null
                        && inMetadata != null
                        && inMetadata.isString()
                        && inMetadata.stringValue().length() <= 256
                ? inMetadata.stringValue()
                : key;
        return found == null || found.isEmpty() || found.indexOf('\0') >= 0 ? null : found;
    }

    /**
     * @param receivedBytes the length of the whole request: a short one is not measured again
     * @throws ApiException 413 where it is larger than {@link #MAX_JSON_CHARS}
     */
    public EpisodeInput checkSize(int receivedBytes) {
        if (receivedBytes <= MAX_JSON_CHARS / 4) {
            return this;
        }
        long size = (long) payload.toString().length()
                + metadata.toString().length()
                + provenance.toString().length();
        if (size > MAX_JSON_CHARS) {
            throw ApiException.tooLarge(
                    ("An episode may have %d characters of JSON in payload, metadata and provenance "
                                    + "together; this one has %d.")
                            .formatted(MAX_JSON_CHARS, size));
        }
        return this;
    }

    /**
     * With a mark in the place of each secret, in every text but the subject, which names whose episode it is. Equal
     * idempotency keys stay equal, and different ones different.
     */
    public EpisodeInput withoutSecrets() {
        return new EpisodeInput(
                subjectId,
                SecretRedaction.redact(source),
                SecretRedaction.redact(type),
                SecretRedaction.redact(payload),
                SecretRedaction.redact(metadata),
                SecretRedaction.redact(provenance),
                sessionId == null ? null : SecretRedaction.redact(sessionId),
                idempotencyKey == null || !SensitiveLabel.SECRET.isIn(idempotencyKey)
                        ? idempotencyKey
                        : DerivedId.of(idempotencyKey).toString(),
                occurredAt);
    }

    /** All episodes of a batch body; whatever is wrong with any of them is noted in the reader. */
    public static List<EpisodeInput> readBatch(FieldReader fields) {
        List<FieldReader> items = fields.requiredObjects("episodes", 1, MAX_BATCH);
        return items.stream().map(EpisodeInput::read).toList();
    }

    public SubjectKey key(@Nullable String tenantOrNull) {
        return SubjectKey.of(tenantOrNull, subjectId);
    }

    /** An episode that happened now where its producer does not say when. */
    public SubjectRecord.EpisodeRecorded recorded(
            @Nullable String tenantOrNull, Instant now, SubjectRecord.@Nullable Batch batch) {
        return recorded(tenantOrNull, now, now, batch);
    }

    /** @param otherwise when it happened where its producer does not say */
    public SubjectRecord.EpisodeRecorded recorded(
            @Nullable String tenantOrNull, Instant now, Instant otherwise, SubjectRecord.@Nullable Batch batch) {
        UUID id = idempotencyKey == null ? UUID.randomUUID() : key(tenantOrNull).episodeId(idempotencyKey);
        return new SubjectRecord.EpisodeRecorded(
                id,
                source,
                type,
                payload,
                metadata,
                provenance,
                sessionId,
                idempotencyKey,
                occurredAt == null ? otherwise : occurredAt.toInstant(),
                now,
                batch,
                offsetMinutes());
    }

    private @Nullable Integer offsetMinutes() {
        int seconds = occurredAt == null ? 0 : occurredAt.getOffset().getTotalSeconds();
        return seconds == 0 ? null : seconds / 60;
    }
}
