package dev.statewave.contract.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The text of a content as chat APIs have it: a string, a list of parts, or an object around either. What is no text
 * becomes a short mark such as {@code [image]}, never JSON and never base64.
 */
final class ContentText {

    /** Objects within objects that are looked into. */
    private static final int DEEPEST = 20;

    private static final int LONGEST_MARK = 40;

    /** Under which APIs keep the text of a part, best first. */
    private static final List<String> TEXT_KEYS = List.of("text", "content", "parts", "value", "output");

    private ContentText() {}

    static String of(JsonNode content) {
        return text(content, 0);
    }

    /** The content of a message, else its text, else its parts; and a mark for each tool that it calls. */
    static String ofMessage(JsonNode message) {
        var pieces = new ArrayList<String>();
        for (String key : TEXT_KEYS) {
            if (message.hasNonNull(key)) {
                pieces.add(of(message.get(key)));
                break;
            }
        }
        message.path("tool_calls").forEach(call -> pieces.add(toolMark(call)));
        return joined(pieces);
    }

    private static String text(JsonNode value, int depth) {
        if (value.isNull() || value.isMissingNode() || depth > DEEPEST) {
            return "";
        }
        if (value.isString()) {
            return PlainText.of(value.stringValue());
        }
        if (value.isArray()) {
            return joined(value.valueStream().map(part -> text(part, depth + 1)).toList());
        }
        return value.isObject() ? part(value, depth) : value.asString();
    }

    private static String part(JsonNode part, int depth) {
        String type = part.path("type").asString("").toLowerCase(Locale.ROOT);
        if (type.contains("tool_use") || type.contains("tool_call") || type.contains("function_call")) {
            return toolMark(part);
        }
        for (String key : TEXT_KEYS) {
            if (part.hasNonNull(key)) {
                return text(part.get(key), depth + 1);
            }
        }
        String mark = mediaMark(part, type);
        return mark.isEmpty()
                // Something of its own: what it says is kept, what it is called is not.
                ? joined(part.valueStream().map(inner -> text(inner, depth + 1)).toList())
                : mark;
    }

    private static String mediaMark(JsonNode part, String type) {
        for (String medium : List.of("image", "audio", "video", "file", "document")) {
            if (type.contains(medium) || part.has(medium) || part.has(medium + "_url")) {
                return mark(
                        medium,
                        part.path("filename").asString(part.path("title").asString("")));
            }
        }
        // A part names its type; what it is about is unknown.
        return type.isEmpty() ? "" : mark(type, "");
    }

    private static String toolMark(JsonNode call) {
        return mark(
                "tool",
                call.path("name").asString(call.path("function").path("name").asString("")));
    }

    private static String mark(String what, String name) {
        String label = PlainText.line(name.isEmpty() ? what : what + ": " + name);
        return "[" + PayloadText.cut(label.replace('[', ' ').replace(']', ' ').strip(), LONGEST_MARK) + "]";
    }

    private static String joined(List<String> pieces) {
        return pieces.stream().filter(piece -> !piece.isEmpty()).collect(Collectors.joining("\n"));
    }
}
