package dev.statewave.models;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The HTTP API of a provider. */
interface ModelApi {

    /** @param path relative to the base address */
    record Call(String path, Map<String, String> headers, ObjectNode body) {}

    Call chat(ChatPrompt prompt, double temperature);

    /** Null where it is not an answer of this provider. */
    @Nullable
    ChatReply reply(JsonNode answer);

    Call embed(List<String> texts, int dimensions);

    /** In the order of the texts; empty where it is not an answer of this provider. */
    List<float[]> vectors(JsonNode answer);

    static ModelApi of(ModelId model, String key) {
        return switch (model.provider()) {
            case OPENAI -> new OpenAiApi(model, key);
            case ANTHROPIC -> new AnthropicApi(model, key);
            case OLLAMA -> new OllamaApi(model, key);
        };
    }

    /**
     * The role of a turn, with {@code user} in the place of {@code tool}: providers accept a tool's result only after a
     * call of that tool, which is not at hand here.
     */
    static String role(ChatPrompt.Turn turn) {
        return turn.role().equals("tool") ? "user" : turn.role();
    }

    static Map<String, String> bearer(String key) {
        return key.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + key);
    }

    /** Null where it is not an array of numbers. */
    static float @Nullable [] vector(JsonNode numbers) {
        if (!numbers.isArray() || numbers.isEmpty()) {
            return null;
        }
        var vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            if (!numbers.get(i).isNumber()) {
                return null;
            }
            vector[i] = numbers.get(i).floatValue();
        }
        return vector;
    }
}
