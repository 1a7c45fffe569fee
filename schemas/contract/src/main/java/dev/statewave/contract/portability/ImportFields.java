package dev.statewave.contract.portability;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.EpisodeInput;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.ImportedResolution;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the items of documents. What is wrong is noted in the reader; the result is then null, and
 * {@link FieldReader#check} throws before anyone uses it.
 */
@SuppressWarnings("NullAway")
final class ImportFields {

    /** Of passages, which are made again where their episodes arrive. */
    private static final String PASSAGE = "passage";

    private static final Set<String> STATUSES = Set.of("active", "superseded", "tombstoned");
    private static final Set<String> RESOLUTION_STATUSES = Set.of("open", "resolved", "unresolved");
    private static final int MOST_SOURCES = 10_000;
    private static final int MOST_LABELS = 32;
    private static final int LONGEST_LABEL = 128;
    private static final int LONGEST_KIND = 64;
    private static final int FARTHEST_OFFSET = 18 * 60;
    /** Bytes of what a claim is about and says: it stands in an index. */
    private static final int LONGEST_CLAIM = 500;

    private ImportFields() {}

    /** @param compiledIfUnsaid whether an episode counts as compiled where the document does not say so */
    static @Nullable ImportedEpisode episode(FieldReader fields, boolean compiledIfUnsaid) {
        var id = fields.requiredUuid("id");
        String source = fields.requiredText("source", 1, 256);
        String type = fields.requiredText("type", 1, 128);
        JsonNode payload = fields.requiredObject("payload");
        JsonNode metadata = fields.objectOrEmpty("metadata");
        JsonNode provenance = fields.objectOrEmpty("provenance");
        String session = fields.optionalText("session_id", 256);
        String key = fields.optionalText("idempotency_key", 256);
        Instant createdAt = fields.requiredTime("created_at");
        Instant occurredAt = fields.time("occurred_at");
        Integer offset = fields.integer("occurred_offset", -FARTHEST_OFFSET, FARTHEST_OFFSET, null);
        Instant compiledAt = fields.time("last_compiled_at");
        if (fields.hasErrors()) {
            return null;
        }
        checkSize(payload, metadata, provenance);
        boolean unsaid = !fields.raw().has("last_compiled_at");
        return new ImportedEpisode(
                id,
                source,
                type,
                payload,
                metadata,
                provenance,
                session,
                key == null || key.isEmpty() ? null : key,
                occurredAt == null ? createdAt : occurredAt,
                offset,
                createdAt,
                unsaid && compiledIfUnsaid ? createdAt : compiledAt);
    }

    private static void checkSize(JsonNode... parts) {
        long size = 0;
        for (JsonNode part : parts) {
            size += part.toString().length();
        }
        if (size > EpisodeInput.MAX_JSON_CHARS) {
            throw ApiException.tooLarge(
                    ("An item may have %d characters of JSON in its objects and texts together; this one has %d.")
                            .formatted(EpisodeInput.MAX_JSON_CHARS, size));
        }
    }

    static @Nullable ImportedMemory memory(FieldReader fields) {
        var id = fields.requiredUuid("id");
        String kind = fields.requiredText("kind", 1, LONGEST_KIND);
        String content = fields.requiredText("content", 0, EpisodeInput.MAX_JSON_CHARS);
        String summary = fields.optionalText("summary", EpisodeInput.MAX_JSON_CHARS);
        double confidence = fields.number("confidence", 0, 1, 1.0);
        Instant validFrom = fields.requiredTime("valid_from");
        Instant validTo = fields.time("valid_to");
        String status = fields.optionalEnum("status", STATUSES, "active");
        var supersededBy = fields.optionalUuid("superseded_by");
        var sources = fields.uuids("source_episode_ids", MOST_SOURCES);
        JsonNode metadata = fields.storableObjectOrEmpty("metadata");
        List<String> labels = labels(fields, "sensitivity_labels");
        List<String> suggested = labels(fields, "suggested_labels");
        Instant createdAt = fields.requiredTime("created_at");
        Instant updatedAt = fields.time("updated_at");
        Instant retiredAt = fields.time("retired_at");
        if (fields.hasErrors()) {
            return null;
        }
        if (kind.equals(PASSAGE)) {
            throw ApiException.of(
                    400, "bad_request", "Memories of the kind 'passage' are derived and cannot be imported.");
        }
        checkSize(metadata, fields.raw().path("content"), fields.raw().path("summary"));
        checkClaim(metadata.path("claim"));
        return new ImportedMemory(
                id,
                kind,
                content,
                summary == null ? content : summary,
                confidence,
                validFrom,
                validTo,
                status,
                supersededBy,
                sources,
                metadata,
                labels,
                suggested,
                false,
                createdAt,
                updatedAt == null ? createdAt : updatedAt,
                retiredAt);
    }

    private static List<String> labels(FieldReader fields, String name) {
        List<String> labels = fields.has(name) ? fields.requiredTexts(name, LONGEST_LABEL) : List.of();
        fields.atMost(name, labels.size(), MOST_LABELS);
        return labels;
    }

    private static void checkClaim(JsonNode claim) {
        int bytes = 0;
        for (String name : List.of("key", "scope", "value")) {
            JsonNode part = claim.path(name);
            String text = part.isString() ? part.stringValue() : part.isMissingNode() ? "" : part.toString();
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > LONGEST_CLAIM) {
            throw ApiException.of(
                    400,
                    "bad_request",
                    "The key, scope and value of a memory's claim may have %d bytes together; one has %d."
                            .formatted(LONGEST_CLAIM, bytes));
        }
    }

    static @Nullable ImportedResolution resolution(FieldReader fields) {
        var id = fields.requiredUuid("id");
        String session = fields.requiredText("session_id", 1, 256);
        String status = fields.requiredEnum("status", RESOLUTION_STATUSES);
        String summary = fields.optionalText("resolution_summary", 2_000);
        JsonNode metadata = fields.objectOrEmpty("metadata");
        Instant resolvedAt = fields.time("resolved_at");
        Instant createdAt = fields.requiredTime("created_at");
        Instant updatedAt = fields.time("updated_at");
        if (fields.hasErrors()) {
            return null;
        }
        checkSize(metadata);
        return new ImportedResolution(
                id,
                session,
                status,
                summary,
                metadata == null ? Json.object() : metadata,
                resolvedAt,
                createdAt,
                updatedAt == null ? createdAt : updatedAt);
    }
}
