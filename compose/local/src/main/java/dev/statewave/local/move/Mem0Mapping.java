package dev.statewave.local.move;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Mem0 answers to {@code get_all} and {@code search}: memories under {@code results}, or a list of them. */
final class Mem0Mapping implements EpisodeMapping {

    @Override
    public String name() {
        return "mem0";
    }

    @Override
    public Set<String> shared() {
        return Set.of("user_id", "agent_id", "app_id", "run_id", "session_id");
    }

    @Override
    public List<String> lists() {
        return List.of("results", "memories");
    }

    @Override
    public ObjectNode episode(JsonNode item, Map<String, String> shared) {
        var fields = new ItemFields(item, shared);
        JsonNode messages = fields.at("messages");
        ObjectNode payload;
        if (messages.isArray() && !messages.isEmpty()) {
            fields.use("messages");
            payload = dev.statewave.contract.json.Json.object();
            payload.set("messages", messages);
        } else {
            payload = ItemFields.said(
                    fields.text("role"),
                    fields.text("actor_id"),
                    fields.required(fields.text("memory", "text", "data", "content"), "memory"));
        }
        ObjectNode metadata = fields.object("metadata");
        if (fields.at("categories").isArray() && !metadata.has("categories")) {
            fields.use("categories");
            metadata.set("categories", fields.at("categories"));
        }
        return fields.episode(
                name(),
                "memory",
                payload,
                fields.text("user_id", "agent_id", "app_id", "run_id"),
                fields.text("run_id", "session_id"),
                fields.time("created_at", "updated_at"),
                fields.text("id"),
                metadata);
    }
}
