package dev.statewave.worker.compile.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import dev.statewave.worker.text.HostileText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contents and values of any form are read in linear time and with a constant stack. */
class HostileClaimTest {

    private static final String TEXTS = "dev.statewave.worker.text.HostileText#texts";

    @ParameterizedTest
    @MethodSource(TEXTS)
    void anyContent_isReadInTime(String text) throws Exception {
        var claim = HostileText.bounded(() -> ClaimReader.read(text, Claim.USER));

        assertThat(claim).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(TEXTS)
    void anyWordsOfAModel_areReadInTime(String text) throws Exception {
        var told = Json.object()
                .put("key", "location.current_home")
                .put("value", text)
                .put("scope", text);

        String value = HostileText.bounded(() -> ClaimReader.told(told, text))
                .map(Claim::value)
                .orElse("none");

        // Of these texts, few leave a short value once punctuation and white space are taken away.
        assertThat(value).isIn("none", "x", "i use", "json");
    }

    @Test
    void wordsThatSaySinceWhen_areNoValue_howeverManyThereAre() throws Exception {
        String value = HostileText.bounded(() -> ClaimWords.normal("The Tea" + " now".repeat(100_000)));

        assertThat(value).isEqualTo("tea");
    }

    @Test
    void longestSentence_isRead() throws Exception {
        String sentence = "I use " + "x".repeat(290) + "!".repeat(100_000);

        var claim = HostileText.bounded(() -> ClaimReader.read(sentence, Claim.USER));

        assertThat(claim).hasValue(new Claim(ClaimKey.TOOL, "x".repeat(290), Claim.USER, false, Claim.TEXT));
    }
}
