package dev.statewave.contract.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"messages":[{"role":"user","content":"hi"},{"role":"assistant"}],"text":"no"} | user: hi\\nassistant:~
            {"text":"a","content":"b"}                                                     | a
            {"text":"","content":"b"}                                                      | ``
            {"content":"b"}                                                                | b
            {"text":5}                                                                     | 5
            {"messages":["odd"]}                                                           | odd
            {"other":"x"}                                                                  | ``
            """)
    void firstKeyThatIsPresent_wins(String payload, String text) {
        assertThat(PayloadText.of(Json.tree(payload)))
                .isEqualTo(text.translateEscapes().replace('~', ' '));
    }

    @Test
    void cut_keepsCharactersWhole() {
        assertThat(PayloadText.cut("a😀b", 2)).isEqualTo("a😀");
    }
}
