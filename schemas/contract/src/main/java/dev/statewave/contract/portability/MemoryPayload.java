package dev.statewave.contract.portability;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.SubjectKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The document of several subjects that an operator takes from one installation to another. */
public final class MemoryPayload {

    /** The name of the format. */
    public static final String FORMAT = "statewave-memory-payload";
    /** Its version. */
    public static final int VERSION = 1;

    private final TransferScope scope;
    private final Instant exportedAt;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);

    public MemoryPayload(TransferScope scope, Instant exportedAt) {
        this.scope = scope;
        this.exportedAt = exportedAt;
    }

    /** A subject to be written. */
    public record Subject(
            SubjectKey key, List<Supplier<ImportedEpisode>> episodes, List<Supplier<ImportedMemory>> memories) {}

    /** The payload as JSON in UTF-8. To be called once. */
    public byte[] write(List<Subject> subjects) {
        String at = WireTime.formatWithOffset(exportedAt);
        ObjectNode head = Json.object()
                .put("format", FORMAT)
                .put("format_version", VERSION)
                .put("export_id", UUID.randomUUID().toString().replace("-", ""))
                .put("exported_at", at)
                .put("export_scope", scope.text());
        var list = head.putArray("subjects");
        int episodes = 0;
        int memories = 0;
        for (Subject subject : subjects) {
            ObjectNode node = list.addObject()
                    .put("original_subject_id", subject.key().subject())
                    .put("tenant_id", subject.key().tenantOrNull())
                    .putNull("display_name");
            node.putArray("tags");
            node.set("metadata", Json.object());
            node.put("exported_at", at);
            episodes += scope.hasEpisodes() ? subject.episodes().size() : 0;
            memories += scope.hasMemories() ? subject.memories().size() : 0;
        }
        String opened = head.toString();
        text(opened.substring(0, opened.length() - 1));
        text(",\"episodes\":[");
        boolean first = true;
        for (Subject subject : subjects) {
            for (Supplier<ImportedEpisode> episode :
                    scope.hasEpisodes() ? subject.episodes() : List.<Supplier<ImportedEpisode>>of()) {
                text(first ? "" : ",");
                text(json(subject.key(), episode.get()).toString());
                first = false;
            }
        }
        text("],\"memories\":[");
        first = true;
        for (Subject subject : subjects) {
            for (Supplier<ImportedMemory> memory :
                    scope.hasMemories() ? subject.memories() : List.<Supplier<ImportedMemory>>of()) {
                text(first ? "" : ",");
                text(json(subject.key(), memory.get()).toString());
                first = false;
            }
        }
        JsonNode metadata = Json.object()
                .put("statewave_version", "0.1")
                .put("subject_count", subjects.size())
                .put("episode_count", episodes)
                .put("memory_count", memories)
                .put("source_count", 0);
        text("],\"sources\":[],\"metadata\":" + metadata + "}");
        return out.toByteArray();
    }

    private void text(String json) {
        out.writeBytes(json.getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode json(SubjectKey key, ImportedEpisode episode) {
        ObjectNode node = Json.object()
                .put("original_episode_id", episode.id().toString())
                .put("subject_id", key.subject())
                .put("source", episode.source())
                .put("type", episode.type());
        node.set("payload", episode.payload());
        node.set("metadata", episode.metadata());
        node.set("provenance", episode.provenance());
        return node.put("created_at", WireTime.formatWithOffset(episode.createdAt()))
                .put("last_compiled_at", time(episode.compiledAt()))
                .put("session_id", episode.sessionId())
                .put("occurred_at", WireTime.formatWithOffset(episode.occurredAt()))
                .put("occurred_offset", episode.occurredOffset());
    }

    private static ObjectNode json(SubjectKey key, ImportedMemory memory) {
        ObjectNode node = Json.object()
                .put("original_memory_id", memory.id().toString())
                .put("subject_id", key.subject())
                .put("kind", memory.kind())
                .put("content", memory.content())
                .put("summary", memory.summary())
                .put("confidence", memory.confidence())
                .put("valid_from", WireTime.formatWithOffset(memory.validFrom()))
                .put("valid_to", time(memory.validTo()));
        var sources = node.putArray("source_episode_ids");
        memory.sourceEpisodeIds().forEach(id -> sources.add(id.toString()));
        node.put("status", memory.status());
        node.set("metadata", memory.metadata());
        node.put("created_at", WireTime.formatWithOffset(memory.createdAt()))
                .put("updated_at", WireTime.formatWithOffset(memory.updatedAt()));
        var labels = node.putArray("sensitivity_labels");
        memory.sensitivityLabels().forEach(labels::add);
        return node;
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : WireTime.formatWithOffset(time);
    }
}
