package dev.statewave.context.llm;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.models.ChatPrompt;
import dev.statewave.models.ChatReply;
import dev.statewave.models.ModelException;
import dev.statewave.models.ModelSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /v1/llm/complete}: passes messages on to the chat model of the settings. */
@RestController
class CompletionController {

    private static final Set<String> ROLES = new TreeSet<>(Set.of("system", "user", "assistant", "tool"));

    private final ChatCalls chat;
    private final Duration limit;

    CompletionController(ChatCalls chat, ModelSettings settings) {
        this.chat = chat;
        this.limit = Duration.ofMillis(Math.round(settings.litellmTimeoutSeconds() * 1_000));
    }

    /** The answer. */
    record ReplyBody(String reply, String model, UsageBody usage) {}

    /** What the provider counted; zeros where it does not. */
    record UsageBody(int promptTokens, int completionTokens, int totalTokens) {}

    /** All attempts together take no longer than the time-out of one, for a caller waits. */
    @PostMapping("/v1/llm/complete")
    Mono<ReplyBody> complete(@RequestBody(required = false) byte[] body) {
        FieldReader fields = FieldReader.body(body);
        List<ChatPrompt.Turn> turns = fields.requiredObjects("messages", 1, 50).stream()
                .map(message -> new ChatPrompt.Turn(
                        message.requiredEnum("role", ROLES), message.requiredText("content", 0, 16_000)))
                .toList();
        Integer maxTokens = fields.integer("max_tokens", 1, 4_096, null);
        Double temperature = fields.number("temperature", 0, 2, null);
        fields.check();
        return chat.complete(new ChatPrompt(turns, maxTokens, temperature, false))
                .timeout(limit)
                .map(CompletionController::body)
                .onErrorMap(TimeoutException.class, e -> late())
                .onErrorMap(ModelException.class, CompletionController::answer);
    }

    private static ReplyBody body(ChatReply reply) {
        return new ReplyBody(
                reply.text(),
                reply.model(),
                new UsageBody(
                        reply.promptTokens(),
                        reply.completionTokens(),
                        reply.promptTokens() + reply.completionTokens()));
    }

    private static ApiException answer(ModelException failure) {
        return switch (failure.kind()) {
            case NOT_CONFIGURED -> ApiException.of(503, "llm_not_configured", "LLM provider is not configured.");
            case OVERLOADED -> ApiException.busy("Too many LLM calls are under way; try again in a moment.");
            case TIMEOUT -> late();
            case UNAVAILABLE, FAILED, MISCONFIGURED, REFUSED ->
                ApiException.of(502, "upstream_llm_error", "Upstream LLM call failed.");
        };
    }

    private static ApiException late() {
        return ApiException.of(504, "upstream_llm_timeout", "Upstream LLM call timed out.");
    }
}
