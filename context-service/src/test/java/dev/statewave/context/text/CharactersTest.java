package dev.statewave.context.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.HostileTexts;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CharactersTest {

    private static final int TEXTS = 50_000;

    @Test
    void words_areWhatThePatternSplits() {
        Pattern between = Pattern.compile("[^\\p{L}\\p{M}\\d]+");
        HostileTexts.random(TEXTS).forEach(text -> assertThat(Characters.words(text, Characters::isPartOfWord))
                .isEqualTo(between.splitAsStream(text)
                        .filter(word -> !word.isEmpty())
                        .toList()));
    }

    @Test
    void whiteSpace_isThatOfThePattern() {
        Pattern unicode = Pattern.compile("\\s", Pattern.UNICODE_CHARACTER_CLASS);
        Pattern ascii = Pattern.compile("\\s");
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            String text = Character.toString(codePoint);
            assertThat(Characters.isWhiteSpace(codePoint))
                    .isEqualTo(unicode.matcher(text).matches());
            assertThat(Characters.isAsciiSpace(codePoint))
                    .isEqualTo(ascii.matcher(text).matches());
        }
    }

    @Test
    void spaces_becomeBlanks_asByThePattern() {
        Pattern spaces = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
        HostileTexts.random(TEXTS).forEach(text -> assertThat(Characters.toBlanks(text, Characters::isWhiteSpace))
                .isEqualTo(spaces.matcher(text).replaceAll(" ")));
    }

    @Test
    void endsOfNames_areThoseOfThePattern() {
        Pattern ends = Pattern.compile("^[@._'’+-]+|(?:['’]s)?[@._'’+-]*$");
        HostileTexts.random(TEXTS)
                .map(text -> text.replaceAll("[\n\r\u0085\u2028]", ""))
                .forEach(word -> assertThat(EntityNames.withoutEnds(word))
                        .isEqualTo(ends.matcher(word).replaceAll("")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.statewave.context.HostileTexts#all")
    void hostileText_isSplitAndShortened(String name, String text) {
        HostileTexts.handle(() -> {
            QueryWords.of(text);
            EntityNames.in(text);
            Characters.toBlanks(text, Characters::isAsciiSpace);
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.statewave.context.HostileTexts#all")
    void hostileText_isCounted(String name, String text) {
        var tokens = new TokenCounter("cl100k_base");
        HostileTexts.handle(() -> {
            assertThat(tokens.count(text)).isPositive();
            assertThat(tokens.first(text, 10)).hasSizeLessThan(text.length());
        });
    }
}
