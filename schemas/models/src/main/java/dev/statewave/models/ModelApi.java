package dev.statewave.models;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How a provider wants to be spoken to. */
interface ModelApi {

    /** @param path behind the base address */
    record Call(String path, Map<String, String> headers, ObjectNode body) {}

    Call chat(ChatPrompt prompt, double temperature);

    /** Null where it is not an answer of this provider. */
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
     * What a tool said goes as the user's words: the providers take it as a tool's only behind a call of that tool,
     * which we do not have.
     */
    static String role(ChatPrompt.Turn turn) {
        return turn.role().equals("tool") ? "user" : turn.role();
    }

    static Map<String, String> bearer(String key) {
        return key.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + key);
    }

    /** Null where it is not an array of numbers. */
    static float[] vector(JsonNode numbers) {
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
