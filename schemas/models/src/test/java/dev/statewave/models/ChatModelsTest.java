package dev.statewave.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.statewave.models.ModelException.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ChatModelsTest {

    private static final String OPENAI = """
            {"model":"m-1","choices":[{"message":{"role":"assistant","content":"hello"}}],
             "usage":{"prompt_tokens":7,"completion_tokens":3}}""";
    private static final ChatPrompt PROMPT = new ChatPrompt(
            List.of(new ChatPrompt.Turn("system", "be brief"), new ChatPrompt.Turn("user", "hi")), 50, null, true);

    private final FakeProvider provider = new FakeProvider();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<Duration> pauses = new ArrayList<>();

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void openAi_isAskedAndReadInItsWords() throws Exception {
        provider.answers(OPENAI);

        ChatReply reply = chat("openai/m").complete(PROMPT);

        assertThat(reply).isEqualTo(new ChatReply("hello", "m-1", 7, 3));
        JsonNode body = provider.asked().getFirst().body();
        assertThat(provider.asked().getFirst().path()).isEqualTo("/chat/completions");
        assertThat(provider.asked().getFirst().headers().getFirst("Authorization"))
                .isEqualTo("Bearer key");
        assertThat(body.toString())
                .isEqualTo("{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"be brief\"},"
                        + "{\"role\":\"user\","
                        + "\"content\":\"hi\"}],\"temperature\":0.1,\"max_tokens\":50,"
                        + "\"response_format\":{\"type\":\"json_object\"}}");
        assertThat(metrics.counter("statewave.model.tokens", "type", "prompt").count())
                .isEqualTo(7);
    }

    @Test
    void reasoningModel_isSentNoTemperature() throws Exception {
        provider.answers(OPENAI);

        chat("openai/gpt-5-mini").complete(PROMPT);

        JsonNode body = provider.asked().getFirst().body();
        assertThat(body.has("temperature")).isFalse();
        assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(50);
    }

    @Test
    void anthropic_isAskedAndReadInItsWords() throws Exception {
        provider.answers("""
                {"model":"c-1","content":[{"type":"text","text":"hel"},{"type":"text","text":"lo"}],
                 "usage":{"input_tokens":7,"output_tokens":3}}""");

        ChatReply reply = chat("anthropic/c").complete(PROMPT);

        assertThat(reply).isEqualTo(new ChatReply("hello", "c-1", 7, 3));
        assertThat(provider.asked().getFirst().path()).isEqualTo("/v1/messages");
        assertThat(provider.asked().getFirst().headers().getFirst("x-api-key")).isEqualTo("key");
        assertThat(provider.asked().getFirst().body().path("system").asString()).isEqualTo("be brief");
        assertThat(provider.asked().getFirst().body().path("messages").size()).isOne();
    }

    @Test
    void ollama_isAskedWithoutKeyAndReadInItsWords() throws Exception {
        provider.answers("""
                {"model":"l","message":{"role":"assistant","content":"hello"},
                 "prompt_eval_count":7,"eval_count":3,"done":true}""");

        ChatReply reply = chat("ollama/l:8b", "", 60, 2).complete(PROMPT);

        assertThat(reply).isEqualTo(new ChatReply("hello", "l", 7, 3));
        assertThat(provider.asked().getFirst().path()).isEqualTo("/api/chat");
        assertThat(provider.asked().getFirst().body().path("format").asString()).isEqualTo("json");
        assertThat(provider.asked().getFirst().body().at("/options/num_predict").asInt())
                .isEqualTo(50);
        assertThat(provider.asked().getFirst().body().path("stream").asBoolean(true))
                .isFalse();
    }

    @Test
    void withoutKey_nothingIsSent() {
        assertThat(kind(chat("openai/m", "", 60, 2))).isEqualTo(Kind.NOT_CONFIGURED);
        assertThat(provider.asked()).isEmpty();
    }

    @Test
    void tooManyRequests_areTriedAgainWhenTheProviderSays() throws Exception {
        provider.answers(new FakeProvider.Answer(429, "{}", "3", 0, false))
                .answers(new FakeProvider.Answer(429, "{}", "300", 0, false))
                .answers(OPENAI);

        assertThat(chat("openai/m").complete(PROMPT).text()).isEqualTo("hello");
        assertThat(pauses).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(30));
    }

    @Test
    void failingProvider_isTriedAgainWithGrowingPauses_andItsWordsStayInside() {
        provider.fails(500);

        assertThatThrownBy(() -> chat("openai/m").complete(PROMPT))
                .isInstanceOf(ModelException.class)
                .hasMessageNotContaining("secret");
        assertThat(provider.asked()).hasSize(3);
        assertThat(pauses.get(0)).isBetween(Duration.ofMillis(250), Duration.ofMillis(750));
        assertThat(pauses.get(1)).isBetween(Duration.ofMillis(500), Duration.ofMillis(1_500));
    }

    @Test
    void refusal_isNotTriedAgain() {
        provider.fails(400);

        assertThat(kind(chat("openai/m"))).isEqualTo(Kind.REFUSED);
        assertThat(provider.asked()).hasSize(1);
    }

    @Test
    void slowProvider_isATimeout() {
        provider.answers(new FakeProvider.Answer(200, OPENAI, null, 2_000, false));

        assertThat(kind(chat("openai/m", "key", 0.1, 0))).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void halfAnswer_isTriedAgain() throws Exception {
        provider.answers(new FakeProvider.Answer(200, OPENAI.substring(0, 60), null, 0, true))
                .answers(OPENAI);

        assertThat(chat("openai/m").complete(PROMPT).text()).isEqualTo("hello");
    }

    @Test
    void answerThatIsNoJson_isAFailure() {
        provider.answers("<html>busy</html>");

        assertThat(kind(chat("openai/m"))).isEqualTo(Kind.FAILED);
    }

    @Test
    void providerThatKeepsFailing_isLeftAlone() throws Exception {
        provider.fails(503);
        ChatModels chat = chat("openai/m", "key", 60, 0);
        assertThat(chat.check().run().status()).isEqualTo("ok");
        for (int i = 0; i < 5; i++) {
            assertThat(kind(chat)).isEqualTo(Kind.FAILED);
        }

        assertThat(kind(chat)).isEqualTo(Kind.UNAVAILABLE);
        assertThat(provider.asked()).hasSize(5);
        assertThat(chat.available()).isFalse();
        assertThat(chat.check().run().status()).isEqualTo("degraded");
        assertThat(chat.check().run().detail()).endsWith("last: failed");
        assertThat(metrics.get("resilience4j.circuitbreaker.state")
                        .tag("state", "open")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void providerThatRecovers_isCalledAgain() throws Exception {
        provider.fails(503);
        ChatModels chat = chat("openai/m", "key", 60, 0);
        for (int i = 0; i < 5; i++) {
            kind(chat);
        }
        provider.answers(OPENAI);
        Awaitility.await().atMost(Duration.ofSeconds(5)).until(chat::available);
        assertThat(chat.complete(PROMPT).text()).isEqualTo("hello");
    }

    @Test
    void callBeyondTheBound_isRefusedAtOnce() throws Exception {
        provider.answers(new FakeProvider.Answer(200, OPENAI, null, 1_000, false));
        ChatModels chat = chat("openai/m");
        var first = CompletableFuture.supplyAsync(() -> complete(chat), Thread::startVirtualThread);
        Awaitility.await().until(() -> provider.asked().size() == 1);

        assertThat(kind(chat)).isEqualTo(Kind.OVERLOADED);
        assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo("hello");
        assertThat(complete(chat)).isEqualTo("hello");
    }

    @Test
    void withoutKey_readinessSaysSo() throws Exception {
        assertThat(chat("openai/m", "", 60, 2).check().run().detail())
                .isEqualTo("STATEWAVE_LITELLM_API_KEY is not set");
    }

    private static String complete(ChatModels chat) {
        try {
            return chat.complete(PROMPT).text();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Kind kind(ChatModels chat) {
        return catchThrowableOfType(ModelException.class, () -> chat.complete(PROMPT))
                .kind();
    }

    private ChatModels chat(String model) {
        return chat(model, "key", 60, 2);
    }

    private ChatModels chat(String model, String key, double timeout, int retries) {
        ModelSettings settings = Settings.of(model, key, provider.url(), timeout, retries);
        return new ChatModels(
                settings, new ModelCalls("chat", retries, 1, metrics, Duration.ofMillis(200), pauses::add), metrics);
    }
}
