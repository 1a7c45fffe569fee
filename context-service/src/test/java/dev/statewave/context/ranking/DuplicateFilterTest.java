package dev.statewave.context.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.text.TextFeatures;
import org.junit.jupiter.api.Test;

class DuplicateFilterTest {

    private final DuplicateFilter repeats = new DuplicateFilter();

    @Test
    void sameWordsInAnotherDress_areARepeat() {
        repeats.add(new TextFeatures("I am allergic to peanuts, so please no satay."));

        assertThat(repeats.isDuplicate(new TextFeatures("i am allergic to PEANUTS so please, no satay!")))
                .isTrue();
    }

    @Test
    void phraseOfWhatWasTold_isARepeat() {
        repeats.add(new TextFeatures("Tomás: I moved to Porto in March because of the new job."));

        assertThat(repeats.isDuplicate(new TextFeatures("I moved to Porto in March")))
                .isTrue();
    }

    @Test
    void longerTextThatSaysMore_isNone() {
        repeats.add(new TextFeatures("I moved to Porto"));

        assertThat(repeats.isDuplicate(
                        new TextFeatures("I moved to Porto, the flat faces the river and costs 900 a month")))
                .isFalse();
    }

    @Test
    void oneOtherWordThatMatters_isNone_amongFewWords() {
        repeats.add(new TextFeatures("The meeting with Ines is on Monday at nine"));

        assertThat(repeats.isDuplicate(new TextFeatures("The meeting with Ines is on Friday at nine")))
                .isFalse();
    }

    @Test
    void otherNumber_isNone_howeverLongTheSentenceIs() {
        repeats.add(new TextFeatures(
                "The transfer from the savings account to the landlord for the flat in Porto in March was 900 euros"));

        assertThat(repeats.isDuplicate(new TextFeatures(
                        "The transfer from the savings account to the landlord for the flat in Porto in March"
                                + " was 950 euros")))
                .isFalse();
    }

    @Test
    void shortTextWithinALongOne_isNone() {
        repeats.add(new TextFeatures("Yes, I think that the blue one is the one that we should take"));

        assertThat(repeats.isDuplicate(new TextFeatures("Yes, blue"))).isFalse();
    }
}
