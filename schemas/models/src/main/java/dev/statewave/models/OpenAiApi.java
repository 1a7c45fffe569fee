package dev.statewave.models;

import dev.statewave.contract.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The API of OpenAI, which many other servers implement too. */
final class OpenAiApi implements ModelApi {

    private final ModelId model;
    private final String key;

    OpenAiApi(ModelId model, String key) {
        this.model = model;
        this.key = key;
    }

    @Override
    public Call chat(ChatPrompt prompt, double temperature) {
        ObjectNode body = Json.object().put("model", model.model());
        var messages = body.putArray("messages");
        prompt.turns()
                .forEach(turn ->
                        messages.addObject().put("role", ModelApi.role(turn)).put("content", turn.content()));
        if (!model.reasons()) {
            body.put("temperature", temperature);
        }
        if (prompt.maxTokens() != null) {
            body.put(model.reasons() ? "max_completion_tokens" : "max_tokens", prompt.maxTokens());
        }
        if (prompt.json()) {
            body.putObject("response_format").put("type", "json_object");
        }
        return new Call("/chat/completions", ModelApi.bearer(key), body);
    }

    @Override
    public @Nullable ChatReply reply(JsonNode answer) {
        JsonNode text = answer.at("/choices/0/message/content");
        return !text.isString()
                ? null
                : new ChatReply(
                        text.stringValue(),
                        answer.path("model").asString(model.model()),
                        answer.at("/usage/prompt_tokens").asInt(0),
                        answer.at("/usage/completion_tokens").asInt(0));
    }

    @Override
    public Call embed(List<String> texts, int dimensions) {
        ObjectNode body = Json.object().put("model", model.model()).put("encoding_format", "float");
        // This model refuses the parameter.
        if (!model.model().equals("text-embedding-ada-002")) {
            body.put("dimensions", dimensions);
        }
        var input = body.putArray("input");
        texts.forEach(input::add);
        return new Call("/embeddings", ModelApi.bearer(key), body);
    }

    /** Ordered by their index: the API does not promise an order. */
    @Override
    public List<float[]> vectors(JsonNode answer) {
        JsonNode data = answer.path("data");
        var vectors = new float[data.size()][];
        for (int i = 0; i < vectors.length; i++) {
            int index = data.get(i).path("index").asInt(i);
            float[] vector = ModelApi.vector(data.get(i).path("embedding"));
            if (vector == null || index < 0 || index >= vectors.length || vectors[index] != null) {
                return List.of();
            }
            vectors[index] = vector;
        }
        return List.of(vectors);
    }
}
