package dev.statewave.context.packing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.text.TextFeatures;
import org.junit.jupiter.api.Test;

class ExcerptTest {

    private static final String FILLER = "The report goes on about other things for a while. ".repeat(20);

    @Test
    void shortText_staysWhole_inOneLine() {
        assertThat(new Excerpt("anything").of(new TextFeatures("user: hello\n\n  assistant:\thi")))
                .isEqualTo("user: hello assistant: hi");
    }

    @Test
    void longText_keepsWhatItIsAbout_andTheSentencesWithWordsOfTheQuestion() {
        String excerpt = new Excerpt("Which turbine failed?")
                .of(new TextFeatures(
                        "Report of the plant in Aveiro. " + FILLER + "The second turbine failed at noon. " + FILLER));

        assertThat(excerpt)
                .startsWith("Report of the plant in Aveiro.")
                .contains(" … The second turbine failed at noon.")
                .endsWith("…");
        assertThat(excerpt.length()).isLessThanOrEqualTo(Excerpt.LONGEST + 10);
    }

    @Test
    void textWithoutSentences_isCutAtAWholeCharacter() {
        String excerpt = new Excerpt("q").of(new TextFeatures("😀".repeat(5_000)));

        assertThat(excerpt.length()).isBetween(100, Excerpt.LONGEST);
        assertThat(Character.isHighSurrogate(excerpt.charAt(excerpt.indexOf('…') - 1)))
                .isFalse();
    }
}
