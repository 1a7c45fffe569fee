package dev.statewave.context.text;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import dev.statewave.context.HostileTexts;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenCounterTest {

    /** The counter counts line by line; the encoding does not. */
    @ParameterizedTest
    @ValueSource(strings = {"cl100k_base", "o200k_base", "p50k_base", "p50k_edit", "r50k_base"})
    void text_hasAsManyTokens_asItsEncodingGivesIt(String name) {
        var counter = new TokenCounter(name);
        var encoding = Encodings.newLazyEncodingRegistry().getEncoding(name).orElseThrow();

        texts().forEach(text -> assertThat(counter.count(text))
                .as(text)
                .isEqualTo(encoding.countTokensOrdinary(
                        new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))));
    }

    private static Stream<String> texts() {
        String context =
                "## Task\nWhere?\n\n## About this user\n- Ann: I live in Porto.\n\n### 4 May 2026\n- “Olá…”\n- 1.\n";
        return Stream.concat(
                Stream.of(
                        "", "\n", "a\n", "\na", context, context + "/path\n//\n", "a.\n/b\n\u3000c\n\u0085d\r\n\r\n-e"),
                HostileTexts.random(5_000).map(text -> text.replace("0", "\n").replace("'", ".\n/")));
    }
}
