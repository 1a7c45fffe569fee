package dev.statewave.context.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.models.ChatPrompt;
import dev.statewave.models.ChatReply;
import dev.statewave.models.ModelException;
import dev.statewave.models.ModelException.Kind;
import dev.statewave.models.ModelSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionControllerTest {

    private static final String HELLO = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @Test
    void messages_arePassedOnAndTheReplyComesBackWithItsCost() {
        var asked = new AtomicReference<ChatPrompt>();
        var controller = controller(prompt -> {
            asked.set(prompt);
            return new ChatReply("hello", "m-1", 7, 3);
        });

        var body = controller.complete("""
                {"messages":[{"role":"system","content":"be brief"},{"role":"user","content":"hi"}],
                 "max_tokens":5,"temperature":1.5}""".getBytes()).block();

        assertThat(Json.text(body))
                .isEqualTo("{\"reply\":\"hello\",\"model\":\"m-1\",\"usage\":"
                        + "{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}");
        assertThat(asked.get())
                .isEqualTo(new ChatPrompt(
                        List.of(new ChatPrompt.Turn("system", "be brief"), new ChatPrompt.Turn("user", "hi")),
                        5,
                        1.5,
                        false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"messages\":[]}",
                "{\"messages\":[{\"role\":\"user\"}]}",
                "{\"messages\":[{\"role\":\"robot\",\"content\":\"hi\"}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"max_tokens\":4097}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"temperature\":2.1}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"temperature\":\"hot\"}"
            })
    void wrongRequest_isRefusedBeforeAnyCall(String body) {
        var controller = controller(prompt -> {
            throw new AssertionError("called");
        });

        assertThat(catchThrowableOfType(ApiException.class, () -> controller.complete(body.getBytes()))
                        .status())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_CONFIGURED, 503, llm_not_configured, LLM provider is not configured.",
        "OVERLOADED,     503, overloaded,         Too many LLM calls are under way; try again in a moment.",
        "FAILED,         502, upstream_llm_error, Upstream LLM call failed.",
        "REFUSED,        502, upstream_llm_error, Upstream LLM call failed.",
        "UNAVAILABLE,    502, upstream_llm_error, Upstream LLM call failed.",
        "TIMEOUT,        504, upstream_llm_timeout, Upstream LLM call timed out."
    })
    void failure_isToldWithoutTheProvidersWords(Kind kind, int status, String code, String message) {
        var controller = controller(prompt -> {
            throw new ModelException(kind, "secret");
        });

        var answer = catchThrowableOfType(
                ApiException.class, () -> controller.complete(HELLO.getBytes()).block());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer).hasMessage(message);
        assertThat(answer.retryAfterSeconds() != null).isEqualTo(kind == Kind.OVERLOADED);
    }

    @Test
    void slowModel_isATimeoutAndTheCallIsBrokenOff() throws Exception {
        var brokenOff = new CountDownLatch(1);
        var controller = controller(prompt -> {
            try {
                Thread.sleep(Duration.ofSeconds(20));
                return null;
            } catch (InterruptedException e) {
                brokenOff.countDown();
                throw e;
            }
        });

        assertThat(catchThrowableOfType(
                                ApiException.class,
                                () -> controller.complete(HELLO.getBytes()).block())
                        .status())
                .isEqualTo(504);
        assertThat(brokenOff.await(5, TimeUnit.SECONDS)).isTrue();
    }

    private static CompletionController controller(FakeChat.Answer answer) {
        return new CompletionController(
                new ChatCalls(new FakeChat(answer)),
                new ModelSettings("k", "m", "e", "", 0.5, 0, 0.1, 16_000, 16, "all-minilm-l6-v2-q", 3, 60, 8));
    }
}
