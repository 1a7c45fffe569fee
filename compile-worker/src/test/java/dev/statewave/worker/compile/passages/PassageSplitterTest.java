package dev.statewave.worker.compile.passages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.text.PayloadText.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassageSplitterTest {

    private static final int MOST = 400;
    /** An author, or a sentence that is repeated. */
    private static final int SLACK = 180;

    @Test
    void everySentence_standsWholeInAPassage() {
        var sentences = new ArrayList<String>();
        for (int i = 0; i < 300; i++) {
            sentences.add("Shelf number %d of the archive holds the letters of the year %d.".formatted(i, 1700 + i));
        }

        List<String> passages = split(String.join(" ", sentences));

        assertThat(sentences).allSatisfy(sentence -> assertThat(passages)
                .anySatisfy(passage -> assertThat(passage).contains(sentence)));
        assertThat(passages).allSatisfy(passage -> assertThat(passage.length()).isLessThanOrEqualTo(MOST + SLACK));
        // Nothing is repeated where no sentence needs it.
        assertThat(passages.stream().mapToInt(String::length).sum())
                .isLessThanOrEqualTo(String.join(" ", sentences).length());
    }

    @Test
    void messages_keepWhoSaidThem() {
        String long1 = "We talked about the garden. ".repeat(30).strip();

        List<String> passages = PassageSplitter.split(List.of(
                new Line("user", "hi"), new Line("Kai", long1), new Line("assistant", "The gate code is 4711.")));

        assertThat(passages.getFirst()).startsWith("user: hi\nKai: We talked");
        assertThat(passages.subList(1, passages.size() - 1)).allMatch(passage -> passage.startsWith("Kai: We talked"));
        assertThat(passages.getLast()).endsWith("assistant: The gate code is 4711.");
    }

    @Test
    void paragraphBehindACutSentence_saysWhoseItIs() {
        String endless = "word ".repeat(200).strip();

        assertThat(PassageSplitter.split(List.of(new Line("Kai", endless + "\nThe gate code is 4711."))))
                .last()
                .isEqualTo("Kai: The gate code is 4711.");
    }

    @Test
    void sentenceThatRefersToTheOneBefore_bringsItAlong() {
        String filler = "The report of this week is long and says little. ".repeat(7);

        List<String> passages =
                split(filler + "Greta planted an oak in 1998. It still stands beside the mill. " + filler);

        assertThat(passages).anySatisfy(passage -> assertThat(passage)
                .contains("Greta planted an oak in 1998. It still stands beside the mill."));
    }

    @Test
    void paragraphs_stayTogether() {
        String first = "Opening hours\nMonday to Friday from nine to five.";
        String second = "Prices\n" + "A ticket is eight euros. ".repeat(15).strip();

        assertThat(split(first + "\n\n" + second))
                .satisfiesExactly(
                        passage -> assertThat(passage).contains("Opening hours\nMonday"),
                        passage -> assertThat(passage).contains("A ticket is eight euros."));
    }

    @Test
    void longSentence_isCutBetweenWords_withAnOverlap() {
        var words = new ArrayList<String>();
        for (int i = 0; i < 400; i++) {
            words.add("word" + i);
        }

        List<String> passages = split(String.join(" ", words));

        assertThat(passages).hasSizeGreaterThan(5);
        for (int i = 1; i < passages.size(); i++) {
            String begin = passages.get(i).substring(0, passages.get(i).indexOf(' '));
            assertThat(passages.get(i - 1)).contains(begin);
        }
        assertThat(words).allMatch(word -> passages.stream().anyMatch(passage -> passage.contains(word)));
    }

    @Test
    void ideographs_countAsTheTokensThatTheyAre() {
        assertThat(split("我们昨天在上海的公司里讨论了新的项目计划。".repeat(60)))
                .hasSizeGreaterThan(8)
                .allSatisfy(passage -> assertThat(passage.length()).isLessThanOrEqualTo(MOST / 3 + 30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " ", "\n", "a ", ". ", "人", "\uD83D\uDE00", "\uD800", "it "})
    @Timeout(60)
    void hostileTexts_areSplitInLinearTime(String piece) {
        String text = piece.repeat((1 << 20) / piece.length());
        long begin = System.nanoTime();

        List<String> passages = split(text);

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        assertThat(passages).noneMatch(String::isBlank);
        assertThat(passages.stream().mapToInt(String::length).max().orElse(0)).isLessThanOrEqualTo(MOST + SLACK);
    }

    private static List<String> split(String text) {
        return PassageSplitter.split(List.of(new Line("", text)));
    }
}
