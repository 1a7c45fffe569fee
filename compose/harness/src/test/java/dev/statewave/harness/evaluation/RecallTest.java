package dev.statewave.harness.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecallTest {

    @Test
    void shareOfTheTextsWhoseWordsStandInTheContext_whateverTheWhiteSpace() {
        assertThat(Recall.of(
                        List.of("a lake\nat  sunrise", "the red boat"), "## Task\n- Ines: a lake at sunrise, I think"))
                .isEqualTo(0.5);
    }

    @Test
    void textThatWasCut_doesNotCount() {
        assertThat(Recall.of(List.of("I moved to Porto in March"), "I moved to Porto …"))
                .isZero();
    }
}
