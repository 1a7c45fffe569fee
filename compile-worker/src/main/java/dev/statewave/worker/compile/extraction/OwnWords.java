package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.json.Json;
import dev.statewave.worker.compile.claims.Phrases;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A payload without what HTML marks as code or as the words of somebody else, such as the mail to which a mail answers:
 * the plain text of it no longer tells.
 */
final class OwnWords {

    /** Objects within objects that are looked into; deeper ones are left as they are. */
    private static final int DEEPEST = 20;

    private static final List<String> ELEMENTS = List.of("blockquote", "pre", "code", "q");

    private OwnWords() {}

    static JsonNode of(JsonNode payload) {
        return own(payload, 0);
    }

    private static JsonNode own(JsonNode value, int depth) {
        if (depth > DEEPEST) {
            return value;
        }
        if (value.isString()) {
            return value.stringValue().indexOf('<') < 0
                    ? value
                    : Json.object().stringNode(withoutElements(value.stringValue()));
        }
        if (value.isArray()) {
            ArrayNode array = Json.object().arrayNode();
            value.forEach(item -> array.add(own(item, depth + 1)));
            return array;
        }
        if (value.isObject()) {
            ObjectNode object = Json.object();
            value.properties().forEach(field -> object.set(field.getKey(), own(field.getValue(), depth + 1)));
            return object;
        }
        return value;
    }

    private static String withoutElements(String text) {
        String own = text;
        for (String element : ELEMENTS) {
            own = without(element, own);
        }
        return own;
    }

    private static String without(String element, String text) {
        String comparable = Phrases.comparable(text);
        var own = new StringBuilder();
        int kept = 0;
        for (int start = opening(element, comparable, 0); start >= 0; start = opening(element, comparable, kept)) {
            own.append(text, kept, start).append('\n');
            kept = afterClosing(element, comparable, start);
        }
        return own.append(text, kept, text.length()).toString();
    }

    /** Behind the end of an element, which may hold others of its kind. */
    private static int afterClosing(String element, String text, int start) {
        String closing = "</" + element + ">";
        int depth = 1;
        int inner = opening(element, text, start + 1);
        int end = text.indexOf(closing, start);
        while (end >= 0) {
            if (inner >= 0 && inner < end) {
                depth++;
                inner = opening(element, text, inner + 1);
            } else if (--depth == 0) {
                return end + closing.length();
            } else {
                end = text.indexOf(closing, end + 1);
            }
        }
        return text.length();
    }

    private static int opening(String element, String text, int from) {
        String opening = "<" + element;
        int start = text.indexOf(opening, from);
        while (start >= 0 && !endsName(text, start + opening.length())) {
            start = text.indexOf(opening, start + 1);
        }
        return start;
    }

    private static boolean endsName(String text, int at) {
        return at < text.length() && " >\n\t".indexOf(text.charAt(at)) >= 0;
    }
}
