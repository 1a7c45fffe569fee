package dev.statewave.worker.compile.extraction;

import com.google.re2j.Pattern;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Reads what a model answered to the extraction prompt, and forgives what models are known for. */
final class ExtractionAnswer {

    private static final int SUMMARY = 200;
    private static final double CONFIDENCE = 0.7;
    private static final String FENCE = "```";
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,9}(?:\\.\\d{1,9})?");

    private ExtractionAnswer() {}

    /**
     * The memories of each episode.
     *
     * @param episodes how many episodes the model was given
     * @return as many lists; empty where it is not an answer to the prompt
     */
    static Optional<List<List<ExtractedMemory>>> read(String text, int episodes) {
        String json = unfenced(text.replace("\0", ""));
        return tree(json)
                .or(() -> tree(withoutTalk(json)))
                .flatMap(ExtractionAnswer::items)
                .map(items -> byEpisode(items, episodes));
    }

    private static Optional<JsonNode> tree(String json) {
        try {
            return Optional.of(Json.tree(json));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    // Models without a JSON mode like to say what they are about to do.
    private static String withoutTalk(String text) {
        int start = 0;
        while (start < text.length() && "[{".indexOf(text.charAt(start)) < 0) {
            start++;
        }
        int end = Math.max(text.lastIndexOf(']'), text.lastIndexOf('}'));
        return start < end ? text.substring(start, end + 1) : "";
    }

    private static String unfenced(String text) {
        String stripped = text.strip();
        if (!stripped.startsWith(FENCE)) {
            return stripped;
        }
        int start = FENCE.length();
        while (start < stripped.length() && isAsciiLetter(stripped.charAt(start))) {
            start++;
        }
        String body = stripped.substring(start);
        body = body.endsWith(FENCE) ? body.substring(0, body.length() - FENCE.length()) : body;
        return Words.trimmed(body, Words::isAsciiWhiteSpace, Words::isAsciiWhiteSpace);
    }

    private static boolean isAsciiLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static Optional<List<JsonNode>> items(JsonNode answer) {
        if (answer.isArray()) {
            return Optional.of(answer.valueStream().toList());
        }
        for (String name : List.of("memories", "items", "results")) {
            if (answer.path(name).isArray()) {
                return Optional.of(answer.path(name).valueStream().toList());
            }
        }
        if (answer.has("kind") && answer.has("content")) {
            return Optional.of(List.of(answer));
        }
        // A model that has nothing to say may leave out the array, but an object of something else is a
        // misunderstanding.
        return answer.isObject() && answer.isEmpty() ? Optional.of(List.of()) : Optional.empty();
    }

    private static List<List<ExtractedMemory>> byEpisode(List<JsonNode> items, int episodes) {
        var memories = new ArrayList<List<ExtractedMemory>>(episodes);
        for (int i = 0; i < episodes; i++) {
            memories.add(new ArrayList<>());
        }
        items.stream().filter(JsonNode::isObject).forEach(item -> memory(item)
                .ifPresent(memory -> memories.get(index(item.path("episode_index"), episodes))
                        .add(memory)));
        return memories;
    }

    private static int index(JsonNode value, int episodes) {
        int index = value.isIntegralNumber() && value.canConvertToInt() ? value.asInt() : 0;
        return index >= 0 && index < episodes ? index : 0;
    }

    private static Optional<ExtractedMemory> memory(JsonNode item) {
        String content = text(item.path("content"), "\n");
        if (content.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new ExtractedMemory(
                MemoryKind.of(item.path("kind").asString("")).orElse(MemoryKind.EPISODE_SUMMARY),
                content,
                summary(item.path("summary"), content),
                confidence(item.path("confidence")),
                item.path("claim").isObject() ? item.path("claim") : NullNode.getInstance()));
    }

    private static String summary(JsonNode value, String content) {
        String summary = value.isArray() ? PayloadText.cut(text(value, " "), SUMMARY) : text(value, " ");
        return summary.isBlank() ? PayloadText.cut(content, SUMMARY) : summary;
    }

    private static String text(JsonNode value, String between) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (value.isArray()) {
            return value.valueStream().map(part -> text(part, between)).collect(Collectors.joining(between));
        }
        // An escaped NUL survives until here.
        return (value.isString() ? value.stringValue() : value.toString())
                .replace("\0", "")
                .strip();
    }

    private static double confidence(JsonNode value) {
        double confidence = CONFIDENCE;
        if (value.isNumber()) {
            confidence = value.doubleValue();
        } else if (value.isString()
                && NUMBER.matcher(value.stringValue().strip()).matches()) {
            confidence = Double.parseDouble(value.stringValue().strip());
        }
        return Math.clamp(confidence, 0, 1);
    }
}
