package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.worker.compile.MemoryKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Reads what a model answered to the extraction prompt, and forgives what models are known for. */
final class ExtractionAnswer {

    private static final int SUMMARY = 200;
    private static final double CONFIDENCE = 0.7;
    private static final Pattern FENCED = Pattern.compile("^```[a-zA-Z]*\\s*(.*?)\\s*(?:```)?$", Pattern.DOTALL);

    private static final Pattern VALUE = Pattern.compile("[\\[{].*[\\]}]", Pattern.DOTALL);

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
        Matcher value = VALUE.matcher(text);
        return value.find() ? value.group() : "";
    }

    private static String unfenced(String text) {
        Matcher fenced = FENCED.matcher(text.strip());
        return fenced.matches() ? fenced.group(1) : text.strip();
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
        } else if (value.isString() && value.stringValue().strip().matches("[+-]?\\d{1,9}(?:\\.\\d{1,9})?")) {
            confidence = Double.parseDouble(value.stringValue().strip());
        }
        return Math.clamp(confidence, 0, 1);
    }
}
