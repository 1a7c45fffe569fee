package dev.statewave.contract.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.text.PayloadText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** Values of megabytes are judged in linear time and without recursion. */
class HostileInputTest {

    private static final int LENGTH = 4 * 1024 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    static Stream<String> hostileTexts() {
        return Stream.of("a", "0", "-", " ", "\n", "A ", "0-", "00000000-", "😀", "{a}", "\\", "2026-01-02T", "\t ")
                .map(part -> part.repeat(LENGTH / part.length()))
                .flatMap(text -> Stream.of(text, "2026-01-02T03:04:05." + text + "!", text + "!"));
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void hugeText_isRefusedByEveryKindOfField(String text) {
        ObjectNode body = Json.object().put("field", text);
        List<Consumer<FieldReader>> kinds = List.of(
                fields -> fields.requiredId("field"),
                fields -> fields.requiredIdOrEmpty("field"),
                fields -> fields.requiredText("field", 1, 256),
                fields -> fields.optionalText("field", 256),
                fields -> fields.optionalEnum("field", Set.of("a", "b"), "a"),
                fields -> fields.requiredUuid("field"),
                fields -> fields.integer("field", 0, 10, 1),
                fields -> fields.number("field", 0, 10, 1.0),
                fields -> fields.bool("field", false),
                fields -> fields.time("field"),
                fields -> fields.requiredObject("field"),
                fields -> fields.requiredTexts("field", 10));

        for (Consumer<FieldReader> kind : kinds) {
            FieldReader fields = FieldReader.body(body);
            assertTimeoutPreemptively(LIMIT, () -> kind.accept(fields));
            ApiException refused = catchThrowableOfType(ApiException.class, fields::check);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(Json.text(refused.details())).hasSizeLessThan(10_000);
        }
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void hugePayloadText_isReadInLinearTime(String text) {
        ObjectNode body =
                Json.object().put("subject_id", "s").put("source", "a").put("type", "t");
        body.putObject("payload").put("text", text);
        body.putObject("metadata").put("idempotency_key", text);

        EpisodeInput input = assertTimeoutPreemptively(LIMIT, () -> EpisodeInput.read(FieldReader.body(body)));

        assertThat(PayloadText.of(input.payload())).isEqualTo(text);
        assertThat(input.idempotencyKey()).isNull();
    }

    @Test
    void hugeNumbers_areRefusedAtOnce() {
        for (String number : List.of("1e999999999", "-1e999999999", "1e-999999999", "9".repeat(900))) {
            FieldReader fields = FieldReader.body(json("{\"n\":" + number + ",\"d\":" + number + "}"));

            assertTimeoutPreemptively(LIMIT, () -> {
                fields.integer("n", 0, 10, 1);
                fields.number("d", 1, 10, 1.0);
            });

            assertThat(catchThrowableOfType(ApiException.class, fields::check).status())
                    .isEqualTo(422);
        }
    }

    @Test
    void deepNesting_isRefusedAndDoesNotExhaustTheStack() {
        byte[] body = json("{\"payload\":" + "[".repeat(LENGTH / 2) + "]".repeat(LENGTH / 2) + "}");

        ApiException refused = catchThrowableOfType(ApiException.class, () -> FieldReader.body(body));

        assertThat(refused.status()).isEqualTo(422);
    }

    private static byte[] json(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
