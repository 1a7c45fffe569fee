package dev.statewave.contract.text;

import java.util.ArrayList;
import tools.jackson.databind.JsonNode;

/**
 * The text of an episode: {@code messages} as one line each, else {@code text}, else {@code content}; the first key
 * that is present wins, even where it is empty.
 */
public final class PayloadText {

    private PayloadText() {}

    public static String of(JsonNode payload) {
        if (payload == null || !payload.isObject()) {
            return "";
        }
        JsonNode messages = payload.get("messages");
        if (messages != null && messages.isArray()) {
            var lines = new ArrayList<String>(messages.size());
            for (JsonNode message : messages) {
                lines.add(
                        message.isObject()
                                ? string(message.get("role")) + ": " + string(message.get("content"))
                                : string(message));
            }
            return String.join("\n", lines);
        }
        for (String key : new String[] {"text", "content"}) {
            if (payload.has(key)) {
                return string(payload.get(key));
            }
        }
        return "";
    }

    /** The first so many code points: lengths in the contract count these, and a cut must not split one. */
    public static String cut(String text, int codePoints) {
        return text.codePointCount(0, text.length()) <= codePoints
                ? text
                : text.substring(0, text.offsetByCodePoints(0, codePoints));
    }

    private static String string(JsonNode value) {
        if (value == null || value.isNull()) {
            return "";
        }
        return value.isString() ? value.stringValue() : value.toString();
    }
}
