package dev.statewave.models;

import dev.statewave.contract.json.Json;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The messages API of Anthropic. It has no JSON mode, so the prompt has to ask for JSON, and no embeddings. */
final class AnthropicApi implements ModelApi {

    /** The API requires a limit. */
    private static final int DEFAULT_MAX_TOKENS = 4_096;

    private final ModelId model;
    private final String key;

    AnthropicApi(ModelId model, String key) {
        this.model = model;
        this.key = key;
    }

    @Override
    public Call chat(ChatPrompt prompt, double temperature) {
        ObjectNode body = Json.object()
                .put("model", model.model())
                .put("max_tokens", prompt.maxTokens() == null ? DEFAULT_MAX_TOKENS : prompt.maxTokens())
                .put("temperature", Math.min(temperature, 1));
        String system = prompt.turns().stream()
                .filter(turn -> turn.role().equals("system"))
                .map(ChatPrompt.Turn::content)
                .collect(Collectors.joining("\n\n"));
        var turns = prompt.turns().stream()
                .filter(turn -> !turn.role().equals("system"))
                .toList();
        var messages = body.putArray("messages");
        if (turns.isEmpty()) {
            // The API requires at least one message.
            messages.addObject().put("role", "user").put("content", system);
        } else {
            if (!system.isEmpty()) {
                body.put("system", system);
            }
            turns.forEach(turn ->
                    messages.addObject().put("role", ModelApi.role(turn)).put("content", turn.content()));
        }
        return new Call("/v1/messages", Map.of("x-api-key", key, "anthropic-version", "2023-06-01"), body);
    }

    @Override
    public @Nullable ChatReply reply(JsonNode answer) {
        if (!answer.path("content").isArray()) {
            return null;
        }
        String text = answer.path("content")
                .valueStream()
                .filter(block -> block.path("type").asString("").equals("text"))
                .map(block -> block.path("text").asString(""))
                .collect(Collectors.joining());
        return new ChatReply(
                text,
                answer.path("model").asString(model.model()),
                answer.at("/usage/input_tokens").asInt(0),
                answer.at("/usage/output_tokens").asInt(0));
    }

    @Override
    public Call embed(List<String> texts, int dimensions) {
        throw new IllegalStateException("Anthropic has no embeddings");
    }

    @Override
    public List<float[]> vectors(JsonNode answer) {
        return List.of();
    }
}
