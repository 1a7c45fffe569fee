package dev.statewave.contract.portability;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads items of payloads and packs. They get new ids, and what they leave out gets a default. Their own ids may be any
 * text; memories name their sources by them. All episodes have to be read before the first memory.
 */
public final class ItemReader {

    private static final double CONFIDENCE = 0.9;

    private final String now;
    private final boolean compiledIfUnsaid;
    private final Map<String, UUID> ids = new HashMap<>();

    /**
     * @param now what an item that names no time gets
     * @param compiledIfUnsaid whether an episode that does not say so is compiled already
     */
    public ItemReader(Instant now, boolean compiledIfUnsaid) {
        this.now = WireTime.format(now);
        this.compiledIfUnsaid = compiledIfUnsaid;
    }

    /** What is wrong is noted in the reader, and the result is then null. */
    public @Nullable ImportedEpisode episode(FieldReader fields) {
        ObjectNode item = (ObjectNode) fields.raw().deepCopy();
        UUID id = UUID.randomUUID();
        String former = formerId(item, "original_episode_id");
        if (former != null) {
            ids.put(former, id);
        }
        item.put("id", id.toString());
        item.remove("idempotency_key");
        otherwise(item, "source", "memory-pack");
        otherwise(item, "type", "imported");
        otherwise(item, "created_at", now);
        if (!item.hasNonNull("payload")) {
            item.set("payload", Json.object());
        }
        return ImportFields.episode(fields.instead(item), compiledIfUnsaid);
    }

    /** As {@link #episode}. Sources that are neither an episode of the document nor a UUID are left out. */
    public @Nullable ImportedMemory memory(FieldReader fields) {
        ObjectNode item = (ObjectNode) fields.raw().deepCopy();
        item.put("id", UUID.randomUUID().toString());
        otherwise(item, "kind", "profile_fact");
        otherwise(item, "valid_from", now);
        otherwise(item, "created_at", now);
        item.remove("superseded_by");
        if (!item.hasNonNull("confidence")) {
            item.put("confidence", CONFIDENCE);
        }
        JsonNode sources = item.path("source_episode_ids");
        if (sources.isArray()) {
            var mapped = item.putArray("source_episode_ids");
            for (JsonNode source : sources) {
                UUID known = ids.get(source.asString(""));
                if (known != null || isUuid(source)) {
                    mapped.add(known == null ? source.stringValue() : known.toString());
                }
            }
        }
        return ImportFields.memory(fields.instead(item));
    }

    /** The id under which a memory may name this item; null where it has none. */
    private static @Nullable String formerId(ObjectNode item, String otherName) {
        JsonNode id = item.hasNonNull("id") ? item.path("id") : item.path(otherName);
        return id.isString() ? id.stringValue() : null;
    }

    private static void otherwise(ObjectNode item, String name, String value) {
        if (!item.hasNonNull(name)) {
            item.put(name, value);
        }
    }

    private static boolean isUuid(JsonNode value) {
        try {
            return value.isString()
                    && UUID.fromString(value.stringValue()).toString().equalsIgnoreCase(value.stringValue());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
