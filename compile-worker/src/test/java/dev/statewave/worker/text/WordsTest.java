package dev.statewave.worker.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void words_areSplitAtAnyWhiteSpace() {
        assertThat(Words.of(" \u00A0one\u2003two\u0085\u3000three\r\n")).isEqualTo(List.of("one", "two", "three"));
        assertThat(Words.of("")).isEmpty();
        assertThat(Words.of(" \t")).isEmpty();
        assertThat(Words.of("a\0b \uD83D")).isEqualTo(List.of("a\0b", "\uD83D"));
    }

    @Test
    void edges_areTrimmedByCodePoints() {
        assertThat(Words.trimmed("😀((a)b))😀", c -> c == 0x1F600 || c == '(', c -> c == ')' || c == 0x1F600))
                .isEqualTo("a)b");
        assertThat(Words.trimmed("(((", c -> c == '(', c -> c == '(')).isEmpty();
        assertThat(Words.trimmedEnd("a..b..", c -> c == '.')).isEqualTo("a..b");
    }

    @Test
    void lettersAndMarks_areOfAnyScript() {
        assertThat("aÄжक़あ中".codePoints()).allMatch(Words::isLetterOrMark);
        assertThat("\u0301\u0903\u20DD".codePoints()).allMatch(Words::isLetterOrMark);
        assertThat("1_ .😀".codePoints()).noneMatch(Words::isLetterOrMark);
    }
}
