package dev.statewave.context.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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

    /** Against a count by sets of strings; texts of few different words, so that many nearly stand in another. */
    @Test
    void randomTexts_areComparedAsTheirWordsAre() {
        var random = new Random(9);
        for (int i = 0; i < 5_000; i++) {
            List<String> words = words(random, 12);
            List<String> others = words(random, 30);
            int missing = (int) words.stream()
                    .distinct()
                    .filter(word -> !others.contains(word))
                    .count();
            WordSet other = WordSet.of(String.join(" ", others));

            assertThat(WordSet.of(String.join(" ", words)).standsIn(other, missing))
                    .isTrue();
            assertThat(WordSet.of(String.join(" ", words)).standsIn(other, missing - 0.1))
                    .isFalse();
        }
    }

    private static List<String> words(Random random, int most) {
        return IntStream.range(0, 1 + random.nextInt(most))
                .mapToObj(i -> "w" + "abcdefghijklmnopqrstuvwxyz".charAt(random.nextInt(26)))
                .toList();
    }
}
