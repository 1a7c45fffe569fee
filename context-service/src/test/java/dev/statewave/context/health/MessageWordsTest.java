package dev.statewave.context.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.HostileTexts;
import dev.statewave.contract.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class MessageWordsTest {

    @Test
    void words_areSplitAtAnySpace_andShortAndCommonOnesAreLeftOut() {
        assertThat(MessageWords.of(messages("The invoice\u00A0was\u2003paid TWICE, is it?")))
                .containsExactlyInAnyOrder("invoice", "paid", "twice,", "it?");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.statewave.context.HostileTexts#all")
    void hostileMessage_isSplit(String name, String text) {
        JsonNode payload = messages(text);
        HostileTexts.handle(() -> {
            MessageWords.of(payload);
            MessageWords.urgent(payload);
        });
    }

    private static JsonNode messages(String content) {
        var payload = Json.object();
        payload.putArray("messages").addObject().put("role", "user").put("content", content);
        return payload;
    }
}
