package dev.statewave.local.move;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads an item of another system, and remembers which of its fields have found their place. */
final class ItemFields {

    /** A number of milliseconds and not of seconds, from here on. */
    private static final long MILLISECONDS = 100_000_000_000L;

    private final JsonNode item;
    private final Map<String, String> shared;
    private final Set<String> used = new java.util.HashSet<>();

    ItemFields(JsonNode item, Map<String, String> shared) {
        if (!item.isObject()) {
            throw new IllegalArgumentException("It is no JSON object.");
        }
        this.item = item;
        this.shared = shared;
    }

    /** The first of some fields that has a text; of the item before those around it. */
    @Nullable
    String text(String... names) {
        for (String name : names) {
            JsonNode value = item.path(name);
            if (value.isString() && !value.stringValue().isBlank() || value.isNumber()) {
                used.add(name);
                return value.isNumber() ? value.toString() : value.stringValue();
            }
        }
        for (String name : names) {
            String value = shared.get(name);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The first of some fields that has a time: ISO 8601, or seconds or milliseconds since the epoch. */
    @Nullable
    String time(String... names) {
        for (String name : names) {
            JsonNode value = item.path(name);
            if (value.isNumber()) {
                used.add(name);
                double number = value.doubleValue();
                Instant time = Instant.ofEpochMilli(Math.round(number >= MILLISECONDS ? number : number * 1_000));
                return WireTime.formatWithOffset(time);
            }
            if (value.isString() && !value.stringValue().isBlank()) {
                used.add(name);
                return value.stringValue().trim();
            }
        }
        return null;
    }

    /** The object of a field, or an empty one; it has found its place. */
    ObjectNode object(String name) {
        if (item.path(name) instanceof ObjectNode object) {
            used.add(name);
            return object.deepCopy();
        }
        return Json.object();
    }

    JsonNode at(String name) {
        return item.path(name);
    }

    void use(String name) {
        used.add(name);
    }

    /**
     * @param name of the system
     * @param id of the item there; null where it has none, and what it says stands for it
     * @param subject null where the item names none
     */
    ObjectNode episode(
            String name,
            String type,
            ObjectNode payload,
            @Nullable String subject,
            @Nullable String session,
            @Nullable String occurredAt,
            @Nullable String id,
            ObjectNode metadata) {
        ObjectNode episode = Json.object();
        if (subject != null) {
            episode.put("subject_id", subject);
        }
        episode.put("source", name).put("type", type);
        episode.set("payload", payload);
        episode.set("metadata", metadata);
        ObjectNode provenance = Json.object().put("imported_from", name);
        if (id != null) {
            provenance.put("original_id", id);
        }
        ObjectNode rest = Json.object();
        for (var field : item.properties()) {
            if (!used.contains(field.getKey())) {
                rest.set(field.getKey(), field.getValue());
            }
        }
        if (!rest.isEmpty()) {
            provenance.set("original", rest);
        }
        episode.set("provenance", provenance);
        if (session != null) {
            episode.put("session_id", session);
        }
        if (occurredAt != null) {
            episode.put("occurred_at", occurredAt);
        }
        episode.put("idempotency_key", name + ":" + (id == null || id.length() > 200 ? hash() : id));
        return episode;
    }

    private String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(item.toString().getBytes(StandardCharsets.UTF_8));
            new java.util.TreeMap<>(shared)
                    .forEach((name, value) -> digest.update((name + "=" + value).getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static ObjectNode said(@Nullable String role, @Nullable String speaker, String text) {
        if (role == null) {
            return Json.object().put("text", text);
        }
        ObjectNode message = Json.object().put("role", role).put("content", text);
        if (speaker != null) {
            message.put("name", speaker);
        }
        ObjectNode payload = Json.object();
        payload.putArray("messages").add(message);
        return payload;
    }

    String required(@Nullable String text, String what) {
        if (text == null) {
            throw new IllegalArgumentException("It has no " + what + ".");
        }
        return text;
    }
}
