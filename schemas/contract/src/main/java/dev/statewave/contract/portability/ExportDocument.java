package dev.statewave.contract.portability;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.ImportedResolution;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The document of an export: one subject with its episodes, memories and resolutions. Items are made one at a time, so
 * that what is held is the document and not a tree of it.
 */
public final class ExportDocument {

    /** The version of the format. */
    public static final String VERSION = "1.0";

    private final String subject;
    private final @Nullable String tenant;
    private final Instant exportedAt;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);

    /** @param tenant null for none */
    public ExportDocument(String subject, @Nullable String tenant, Instant exportedAt) {
        this.subject = subject;
        this.tenant = tenant;
        this.exportedAt = exportedAt;
    }

    /** The document as JSON in UTF-8. To be called once. */
    public byte[] write(
            List<Supplier<ImportedEpisode>> episodes,
            List<Supplier<ImportedMemory>> memories,
            List<Supplier<ImportedResolution>> resolutions) {
        ObjectNode head = Json.object()
                .put("format_version", VERSION)
                .put("exported_at", WireTime.formatWithOffset(exportedAt))
                .put("subject_id", subject)
                .put("tenant_id", tenant);
        head.set(
                "counts",
                Json.object()
                        .put("episodes", episodes.size())
                        .put("memories", memories.size())
                        .put("resolutions", resolutions.size()));
        String opened = head.toString();
        text(opened.substring(0, opened.length() - 1));
        var checksum = new ContentChecksum();
        checksum.add("{");
        items("episodes", episodes, this::json, checksum);
        checksum.add(", ");
        items("memories", memories, this::json, checksum);
        checksum.add("}");
        var ofResolutions = new ContentChecksum();
        ofResolutions.add("{");
        items("resolutions", resolutions, ExportDocument::json, ofResolutions);
        ofResolutions.add("}");
        text(",\"checksum\":\"%s\",\"resolutions_checksum\":\"%s\"}".formatted(checksum.hex(), ofResolutions.hex()));
        return out.toByteArray();
    }

    private <T> void items(
            String name, List<Supplier<T>> items, Function<T, ObjectNode> json, ContentChecksum checksum) {
        text(",\"" + name + "\":[");
        checksum.add("\"" + name + "\": [");
        boolean first = true;
        for (Supplier<T> item : items) {
            JsonNode node = json.apply(item.get());
            text(first ? "" : ",");
            checksum.add(first ? "" : ", ");
            text(node.toString());
            checksum.add(node);
            first = false;
        }
        text("]");
        checksum.add("]");
    }

    private void text(String json) {
        out.writeBytes(json.getBytes(StandardCharsets.UTF_8));
    }

    private ObjectNode json(ImportedEpisode episode) {
        ObjectNode node = Json.object()
                .put("id", episode.id().toString())
                .put("subject_id", subject)
                .put("tenant_id", tenant)
                .put("source", episode.source())
                .put("type", episode.type());
        node.set("payload", episode.payload());
        node.set("metadata", episode.metadata());
        node.set("provenance", episode.provenance());
        return node.put("created_at", WireTime.formatWithOffset(episode.createdAt()))
                .put("last_compiled_at", time(episode.compiledAt()))
                .put("session_id", episode.sessionId())
                .put("occurred_at", WireTime.formatWithOffset(episode.occurredAt()))
                .put("occurred_offset", episode.occurredOffset())
                .put("idempotency_key", episode.idempotencyKey());
    }

    private ObjectNode json(ImportedMemory memory) {
        ObjectNode node = Json.object()
                .put("id", memory.id().toString())
                .put("subject_id", subject)
                .put("tenant_id", tenant)
                .put("kind", memory.kind())
                .put("content", memory.content())
                .put("summary", memory.summary())
                .put("confidence", memory.confidence())
                .put("valid_from", WireTime.formatWithOffset(memory.validFrom()))
                .put("valid_to", time(memory.validTo()));
        var sources = node.putArray("source_episode_ids");
        memory.sourceEpisodeIds().forEach(id -> sources.add(id.toString()));
        node.set("metadata", memory.metadata());
        node.put("status", memory.status())
                // Vectors are made again where they arrive, by the model that is set there.
                .putNull("embedding")
                .put("created_at", WireTime.formatWithOffset(memory.createdAt()))
                .put("updated_at", WireTime.formatWithOffset(memory.updatedAt()));
        var labels = node.putArray("sensitivity_labels");
        memory.sensitivityLabels().forEach(labels::add);
        var suggested = node.putArray("suggested_labels");
        memory.suggestedLabels().forEach(suggested::add);
        return node.put(
                        "superseded_by",
                        memory.supersededBy() == null
                                ? null
                                : memory.supersededBy().toString())
                .put("retired_at", time(memory.retiredAt()));
    }

    private static ObjectNode json(ImportedResolution resolution) {
        ObjectNode node = Json.object()
                .put("id", resolution.id().toString())
                .put("session_id", resolution.sessionId())
                .put("status", resolution.status())
                .put("resolution_summary", resolution.resolutionSummary());
        node.set("metadata", resolution.metadata());
        return node.put("resolved_at", time(resolution.resolvedAt()))
                .put("created_at", WireTime.formatWithOffset(resolution.createdAt()))
                .put("updated_at", WireTime.formatWithOffset(resolution.updatedAt()));
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : WireTime.formatWithOffset(time);
    }
}
