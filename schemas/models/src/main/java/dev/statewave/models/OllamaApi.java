package dev.statewave.models;

import dev.statewave.contract.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API of an Ollama server. */
final class OllamaApi implements ModelApi {

    private final ModelId model;
    private final String key;

    OllamaApi(ModelId model, String key) {
        this.model = model;
        this.key = key;
    }

    @Override
    public Call chat(ChatPrompt prompt, double temperature) {
        ObjectNode body = Json.object().put("model", model.model()).put("stream", false);
        var messages = body.putArray("messages");
        prompt.turns()
                .forEach(turn ->
                        messages.addObject().put("role", ModelApi.role(turn)).put("content", turn.content()));
        ObjectNode options = body.putObject("options").put("temperature", temperature);
        if (prompt.maxTokens() != null) {
            options.put("num_predict", prompt.maxTokens());
        }
        if (prompt.json()) {
            body.put("format", "json");
        }
        return new Call("/api/chat", ModelApi.bearer(key), body);
    }

    @Override
    public @Nullable ChatReply reply(JsonNode answer) {
        JsonNode text = answer.at("/message/content");
        return !text.isString()
                ? null
                : new ChatReply(
                        text.stringValue(),
                        answer.path("model").asString(model.model()),
                        answer.path("prompt_eval_count").asInt(0),
                        answer.path("eval_count").asInt(0));
    }

    @Override
    public Call embed(List<String> texts, int dimensions) {
        ObjectNode body = Json.object().put("model", model.model()).put("dimensions", dimensions);
        var input = body.putArray("input");
        texts.forEach(input::add);
        return new Call("/api/embed", ModelApi.bearer(key), body);
    }

    @Override
    public List<float[]> vectors(JsonNode answer) {
        var vectors = new ArrayList<float[]>();
        for (JsonNode numbers : answer.path("embeddings")) {
            float[] vector = ModelApi.vector(numbers);
            if (vector == null) {
                return List.of();
            }
            vectors.add(vector);
        }
        return vectors;
    }
}
