package dev.statewave.context.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordSetTest {

    @Test
    void words_countOnce_inAnyCase() {
        assertThat(WordSet.of("Satay, satay and SATAY!").size()).isEqualTo(2);
        assertThat(WordSet.of("").size()).isZero();
    }

    @Test
    void wordsThatAreMissing_takeFromWhatIsSpare() {
        WordSet other = WordSet.of("we meet at the old mill on monday");

        assertThat(WordSet.of("we meet at the mill").standsIn(other, 0)).isTrue();
        assertThat(WordSet.of("we meet at the new mill").standsIn(other, 0.9)).isFalse();
        assertThat(WordSet.of("we meet at the new mill").standsIn(other, 1)).isTrue();
    }

    @Test
    void wordWithADigit_mayNotBeMissing() {
        assertThat(WordSet.of("gate b12 closes").standsIn(WordSet.of("gate b14 closes"), 2))
                .isFalse();
    }
}
