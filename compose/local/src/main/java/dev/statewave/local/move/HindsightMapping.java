package dev.statewave.local.move;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Hindsight answers for a bank: memories under {@code items} or {@code results}, documents, and the items that are
 * given to it to retain.
 */
final class HindsightMapping implements EpisodeMapping {

    @Override
    public String name() {
        return "hindsight";
    }

    @Override
    public Set<String> shared() {
        return Set.of("bank_id");
    }

    @Override
    public List<String> lists() {
        return List.of("items", "results", "memories", "documents", "banks");
    }

    @Override
    public ObjectNode episode(JsonNode item, Map<String, String> shared) {
        var fields = new ItemFields(item, shared);
        String text = fields.required(fields.text("text", "content", "original_text"), "text");
        ObjectNode metadata = fields.object("metadata");
        for (String name : List.of("context", "tags", "entities", "fact_type", "type")) {
            if (!fields.at(name).isMissingNode() && !fields.at(name).isNull() && !metadata.has(name)) {
                fields.use(name);
                metadata.set(name, fields.at(name));
            }
        }
        return fields.episode(
                name(),
                fields.at("original_text").isString() ? "document" : "memory",
                ItemFields.said(null, null, text),
                fields.text("bank_id"),
                fields.text("document_id"),
                fields.time("occurred_start", "timestamp", "event_date", "mentioned_at", "date", "created_at"),
                fields.text("id"),
                metadata);
    }
}
