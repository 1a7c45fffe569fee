package dev.statewave.local.move;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What Zep answers for a thread or a session ({@code messages}) and for a graph ({@code episodes} and {@code edges},
 * which are facts), also under the threads and users of one file.
 */
final class ZepMapping implements EpisodeMapping {

    @Override
    public String name() {
        return "zep";
    }

    @Override
    public Set<String> shared() {
        return Set.of("user_id", "session_id", "thread_id", "group_id", "graph_id");
    }

    @Override
    public List<String> lists() {
        return List.of("messages", "episodes", "edges", "facts", "threads", "sessions", "users");
    }

    @Override
    public ObjectNode episode(JsonNode item, Map<String, String> shared) {
        var fields = new ItemFields(item, shared);
        String subject = fields.text("user_id", "graph_id", "group_id", "thread_id", "session_id");
        String session = fields.text("thread_id", "session_id");
        String id = fields.text("uuid", "uuid_", "id");
        String fact = fields.text("fact");
        if (fact != null) {
            return fields.episode(
                    name(),
                    "fact",
                    ItemFields.said(null, null, fact),
                    subject,
                    session,
                    fields.time("valid_at", "created_at"),
                    id,
                    fields.object("metadata"));
        }
        String text = fields.required(fields.text("content"), "content and no fact");
        // Before version 3 the role is the name of the speaker, and its type says whose side that is.
        String type = roleType(fields);
        String role = fields.text("role");
        String speaker = type == null ? fields.text("name") : role;
        ObjectNode payload = ItemFields.said(type == null ? role : type, speaker, text);
        boolean message = type != null || role != null;
        return fields.episode(
                name(),
                message ? "message" : "episode",
                payload,
                subject,
                session,
                fields.time("created_at"),
                id,
                fields.object("metadata"));
    }

    private static @Nullable String roleType(ItemFields fields) {
        String type = fields.text("role_type");
        return "norole".equals(type) ? null : type;
    }
}
