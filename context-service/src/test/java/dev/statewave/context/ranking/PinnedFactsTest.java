package dev.statewave.context.ranking;

import static dev.statewave.context.PassageFixtures.fact;
import static dev.statewave.context.PassageFixtures.procedure;
import static dev.statewave.context.PassageFixtures.turn;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinnedFactsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "My name is Ines",
                "I prefer short answers",
                "my favorite editor is vim",
                "Never call before noon",
                "Is allergic to peanuts"
            })
    void whoSomebodyIsAndHowTheyWantToBeServed_isAlwaysKnown(String text) {
        assertThat(PinnedFacts.isPinned(fact(text, 0, 0))).isTrue();
    }

    @Test
    void standingInstructions_are() {
        assertThat(PinnedFacts.isPinned(procedure("Ask for the order number first.")))
                .isTrue();
    }

    @Test
    void otherFacts_andWhatWasOnlySaid_areNot() {
        assertThat(PinnedFacts.isPinned(fact("I'm on the night train", 0, 0))).isFalse();
        assertThat(PinnedFacts.isPinned(turn("Ines: I prefer tea", "s", 1, 0, 0)))
                .isFalse();
    }
}
