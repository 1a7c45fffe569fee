package dev.statewave.contract.sensitivity;

import dev.statewave.contract.json.Json;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Puts a fixed mark in the place of each secret. Equal input becomes equal output, so a repeat stays a repeat. What
 * contains no secret is returned as it is, and not copied.
 */
public final class SecretRedaction {

    public static final String MARK = "[REDACTED " + SensitiveLabel.SECRET.text() + "]";

    private SecretRedaction() {}

    public static String redact(String text) {
        var secrets = new SecretScanner(text);
        if (!secrets.find()) {
            return text;
        }
        var redacted = new StringBuilder(text.length());
        int kept = 0;
        do {
            redacted.append(text, kept, secrets.start()).append(MARK);
            kept = secrets.end();
        } while (secrets.find());
        return redacted.append(text, kept, text.length()).toString();
    }

    /** In every text of a JSON value, and in the names of fields. */
    public static JsonNode redact(JsonNode json) {
        if (json instanceof ObjectNode object) {
            return redact(object);
        }
        if (json instanceof ArrayNode array) {
            return redact(array);
        }
        return json.isString() ? redact((StringNode) json) : json;
    }

    private static JsonNode redact(StringNode json) {
        String text = json.stringValue();
        String redacted = redact(text);
        return redacted.equals(text) ? json : StringNode.valueOf(redacted);
    }

    private static JsonNode redact(ArrayNode array) {
        ArrayNode redacted = null;
        for (int i = 0; i < array.size(); i++) {
            JsonNode element = array.get(i);
            JsonNode clean = redact(element);
            if (clean != element && redacted == null) {
                redacted = Json.MAPPER.createArrayNode();
                for (int before = 0; before < i; before++) {
                    redacted.add(array.get(before));
                }
            }
            if (redacted != null) {
                redacted.add(clean);
            }
        }
        return redacted == null ? array : redacted;
    }

    private static JsonNode redact(ObjectNode object) {
        ObjectNode redacted = Json.object();
        boolean changed = false;
        int copies = 1;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = redact(field.getKey());
            JsonNode value = redact(field.getValue());
            changed |= value != field.getValue() || !name.equals(field.getKey());
            String free = name;
            // Two names that were secrets do not become one.
            while (redacted.has(free)) {
                free = name + " " + ++copies;
            }
            redacted.set(free, value);
        }
        return changed ? redacted : object;
    }
}
