package dev.statewave.context.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.HostileTexts;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SpeakerNamesTest {

    private static final Pattern SPEAKER = Pattern.compile("(?m)^([^:\\n]{1,40}):\\s");

    @Test
    void speakers_areThoseOfThePattern() {
        HostileTexts.random(50_000).forEach(SpeakerNamesTest::assertAsByThePattern);
    }

    @Test
    void longName_isNoSpeaker() {
        assertAsByThePattern("a".repeat(40) + ": x\n" + "b".repeat(41) + ": y\n" + "\uD83D\uDE00".repeat(40) + ": z");
    }

    private static void assertAsByThePattern(String text) {
        assertThat(SpeakerNames.before(text))
                .isEqualTo(SPEAKER.matcher(text)
                        .results()
                        .map((MatchResult found) -> found.group(1))
                        .toList());
    }
}
