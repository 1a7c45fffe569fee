package dev.statewave.context.hybrid;

import static dev.statewave.context.hybrid.Passages.fact;
import static dev.statewave.context.hybrid.Passages.procedure;
import static dev.statewave.context.hybrid.Passages.turn;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandingTest {

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
        assertThat(Standing.is(fact(text, 0, 0))).isTrue();
    }

    @Test
    void standingInstructions_are() {
        assertThat(Standing.is(procedure("Ask for the order number first."))).isTrue();
    }

    @Test
    void otherFacts_andWhatWasOnlySaid_areNot() {
        assertThat(Standing.is(fact("I'm on the night train", 0, 0))).isFalse();
        assertThat(Standing.is(turn("Ines: I prefer tea", "s", 1, 0, 0))).isFalse();
    }
}
