package dev.statewave.context.packing;

import static dev.statewave.context.PassageFixtures.turn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.HostileTexts;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.ranking.RankedPassage;
import dev.statewave.context.text.TokenCounter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileTextTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.statewave.context.HostileTexts#all")
    void hostilePassage_isExcerptedAndPacked(String name, String text) {
        var request = new ContextRequest("s", null, "What did Ann say?", null, 4_000);
        var tokens = new TokenCounter("cl100k_base");
        HostileTexts.handle(() -> assertThat(
                        Packing.pack(request, tokens, List.of(new RankedPassage(turn(text, "s", 1, 0.5, 0.5), 1)))
                                .tokenEstimate())
                .isLessThanOrEqualTo(4_000));
    }
}
