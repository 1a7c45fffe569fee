package dev.statewave.context.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.HostileTexts;
import dev.statewave.context.llm.FakeChat;
import dev.statewave.models.ChatReply;
import dev.statewave.models.ModelException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelRerankerTest {

    private static final List<String> TEXTS = List.of("a", "b", "c", "d");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"order":[2,0,3,1]}             | 2,0,3,1
            [3,1]                           | 3,1,0,2
            ```json\\n{"order":[1]}\\n```     | 1,0,2,3
            {"order":[9,-1,"x",1.5,2,2]}    | 2,0,1,3
            {"ranking":[1]}                 | 0,1,2,3
            not json                        | 0,1,2,3
            """)
    void answer_becomesAnOrderOfAll(String answer, String order) {
        String text = answer.replace("\\n", "\n");
        var reranker = new ModelReranker(FakeChat.calls(prompt -> new ChatReply(text, "m", 0, 0)));

        assertThat(reranker.order("q", TEXTS).block())
                .containsExactly(
                        List.of(order.split(",")).stream().map(Integer::valueOf).toArray(Integer[]::new));
    }

    @Test
    void modelThatFails_leavesTheOrder() {
        var reranker = new ModelReranker(FakeChat.calls(prompt -> {
            throw new ModelException(ModelException.Kind.TIMEOUT, "late");
        }));

        assertThat(reranker.order("q", TEXTS).block()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void nothingToOrder_costsNoCall() {
        var reranker = new ModelReranker(FakeChat.calls(prompt -> {
            throw new AssertionError("called");
        }));

        assertThat(reranker.order("q", List.of("only")).block()).containsExactly(0);
        assertThat(reranker.order("q", List.of()).block()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.statewave.context.HostileTexts#all")
    void hostileTextsAndAnswers_leaveTheOrder(String name, String text) {
        var reranker = new ModelReranker(FakeChat.calls(prompt -> new ChatReply("```" + text + "```", "m", 0, 0)));

        HostileTexts.handle(() -> assertThat(
                        reranker.order(text, List.of(text, text, "c", "d")).block())
                .containsExactly(0, 1, 2, 3));
    }
}
