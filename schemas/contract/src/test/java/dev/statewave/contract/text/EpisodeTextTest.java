package dev.statewave.contract.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.text.EpisodeText.Turn;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EpisodeTextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"text":null,"content":"the door code is 4711"}                                        | the door code is 4711
            {"role":"user","text":"hello"}                                                         | hello
            {"content":{"text":"nested"}}                                                          | nested
            {"content":{"parts":[{"text":"one"},{"text":"two"}]}}                                  | one\\ntwo
            {"text":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]} | look\\n[image]
            {"content":[{"type":"input_audio","input_audio":{"data":"AAAA"}},{"type":"text","text":"hear"}]} | [audio]\\nhear
            {"content":[{"type":"tool_use","id":"t1","name":"lookup","input":{"q":"x"}}]}          | [tool: lookup]
            {"content":[{"type":"tool_result","content":[{"type":"text","text":"42 rows"}]}]}      | 42 rows
            {"content":[{"type":"thinking_step","secret":"AAAA"}]}                                 | [thinking_step]
            {"text":{"value":"of an API"}}                                                         | of an API
            {"text":{"title":"Plan","body":"Ship it"}}                                             | Plan\\nShip it
            {"text":"<p>My locker is <b>4411</b>.</p><p>Bye &amp; thanks</p>"}                     | My locker is 4411.\\nBye & thanks
            {"text":"<p>Anna wrote:</p><blockquote><p>I live in Rome.</p>Bye</blockquote><p>So she does.</p>"} | Anna wrote:\\n> I live in Rome.\\n> Bye\\nSo she does.
            {"text":"List<String> a < b and b > c"}                                                | List<String> a < b and b > c
            {"text":"## Locker\\nThe **code** is __44 11__, see [the page](https://x.org/a)."}      | Locker\\nThe code is 44 11, see the page (https://x.org/a).
            {"text":"2 ** 8 is 256, f(**kwargs) and __init__ are code"}                            | 2 ** 8 is 256, f(**kwargs) and __init__ are code
            {"text":"see data:image/png;base64,iVBORw0KGgo= there"}                                | see [image] there
            """)
    void contents_becomeTheirWords(String payload, String text) {
        assertThat(PayloadText.of(Json.tree(payload))).isEqualTo(text.translateEscapes());
    }

    @Test
    void messages_keepWhoSaidThem() {
        var payload = Json.tree("""
                {"messages":[
                  {"role":"User","name":"Kai","content":"I live in Rome"},
                  {"role":"assistant","content":[{"type":"text","text":"noted"}],
                   "tool_calls":[{"function":{"name":"save"}}]},
                  {"role":"user","text":"and it is hot"},
                  "odd"]}""");

        assertThat(EpisodeText.turns(payload))
                .containsExactly(
                        new Turn("user", "Kai", "I live in Rome"),
                        new Turn("assistant", "", "noted\n[tool: save]"),
                        new Turn("user", "", "and it is hot"),
                        new Turn("", "", "odd"));
        assertThat(PayloadText.of(payload))
                .isEqualTo("Kai: I live in Rome\nassistant: noted\n[tool: save]\nuser: and it is hot\nodd");
    }

    @Test
    void codeInHtml_staysCode() {
        assertThat(PayloadText.of(Json.object().put("text", "<p>Run</p><pre>x = 1\n  y</pre><p>then</p>")))
                .isEqualTo("Run\n```\nx = 1\n  y\n```\nthen");
    }

    @Test
    void codeBetweenFences_staysAsItIs() {
        String code = "```\n# not a heading\n**x**\n```";

        assertThat(PayloadText.of(Json.object().put("text", code))).isEqualTo(code);
    }

    @Test
    void decomposedLetters_areComposed() {
        assertThat(PayloadText.of(Json.object().put("text", "sen\u0303or"))).isEqualTo("señor");
    }

    @Test
    void lines_cannotBeForged() {
        assertThat(PlainText.line(" a\n## Task\r\u2028b\u0085c\u001b[0m\u202ed\t\te "))
                .isEqualTo("a ## Task b c [0m d e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<p ", "[", "![a](", "data:", "**a", "<div>", "`<", "A1a", "# ", "__", "data:;base64,"})
    @Timeout(20)
    void hostileTexts_areReadInOnePass(String piece) {
        String text = piece.repeat((1 << 20) / piece.length());
        long begin = System.nanoTime();

        assertThatCode(() -> PayloadText.of(Json.object().put("text", text))).doesNotThrowAnyException();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
    }
}
