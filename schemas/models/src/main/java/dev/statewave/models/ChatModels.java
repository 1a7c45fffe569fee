package dev.statewave.models;

import dev.statewave.models.ModelException.Kind;
import dev.statewave.platform.health.ReadinessCheck;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import tools.jackson.databind.JsonNode;

/** The chat model that the settings name. */
public final class ChatModels implements ChatClient, AutoCloseable {

    private final ModelSettings settings;
    private final ModelApi api;
    private final ModelHttp http;
    private final ModelCalls calls;
    private final Counter promptTokens;
    private final Counter completionTokens;

    /** @param inFlight the most concurrent calls; a further one is rejected at once */
    public ChatModels(ModelSettings settings, int inFlight, MeterRegistry metrics) {
        this(settings, new ModelCalls("chat", settings.litellmMaxRetries(), inFlight, metrics), metrics);
    }

    ChatModels(ModelSettings settings, ModelCalls calls, MeterRegistry metrics) {
        this.settings = settings;
        this.api = ModelApi.of(settings.chatModel(), settings.litellmApiKey());
        this.http = new ModelHttp(settings.base(settings.chatModel()), settings.timeout());
        this.calls = calls;
        this.promptTokens = tokens("prompt", metrics);
        this.completionTokens = tokens("completion", metrics);
    }

    private static Counter tokens(String type, MeterRegistry metrics) {
        return Counter.builder("statewave.model.tokens")
                .description("Tokens that chat calls were charged")
                .tag("type", type)
                .register(metrics);
    }

    @Override
    public String model() {
        return settings.litellmModel();
    }

    @Override
    public ChatReply complete(ChatPrompt prompt) throws InterruptedException {
        if (!settings.chatConfigured()) {
            throw new ModelException(Kind.NOT_CONFIGURED, "STATEWAVE_LITELLM_API_KEY is not set.");
        }
        ModelApi.Call call =
                api.chat(prompt, prompt.temperature() == null ? settings.litellmTemperature() : prompt.temperature());
        ChatReply reply = calls.run(() -> read(http.post(call)));
        promptTokens.increment(reply.promptTokens());
        completionTokens.increment(reply.completionTokens());
        return reply;
    }

    private ChatReply read(JsonNode answer) {
        ChatReply reply = api.reply(answer);
        if (reply == null) {
            throw new ModelException(Kind.FAILED, "The provider's answer holds no reply.");
        }
        return reply;
    }

    @Override
    public boolean available() {
        return settings.chatConfigured() && calls.available();
    }

    /** Reports the state of the last calls. It makes no call: readiness is asked often, and calls cost money. */
    public ReadinessCheck check() {
        return ReadinessCheck.of("llm", () -> {
            if (!settings.chatConfigured()) {
                return ReadinessCheck.Outcome.ok("STATEWAVE_LITELLM_API_KEY is not set");
            }
            return calls.available()
                    ? ReadinessCheck.Outcome.ok()
                    : ReadinessCheck.Outcome.degraded(
                            "the provider failed too often and is left alone for a while; last: "
                                    + calls.lastFailure().map(Kind::code).orElse("unknown"));
        });
    }

    @Override
    public void close() {
        http.close();
    }
}
