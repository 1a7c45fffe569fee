package dev.statewave.harness.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.local.system.BuiltInFacts;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextSourceTest {

    @Test
    void sameSeedTellsTheSame() {
        assertThat(new TextSource(5).texts(200))
                .isEqualTo(new TextSource(5).texts(200))
                .isNotEqualTo(new TextSource(6).texts(200));
        assertThat(new TextSource(5).questions(100)).isEqualTo(new TextSource(5).questions(100));
    }

    @Test
    void textsAreDistinctFilledInAndFitIntoASummary() {
        List<String> texts = new TextSource(1).texts(4_000);

        assertThat(texts)
                .hasSize(4_000)
                .doesNotHaveDuplicates()
                .noneMatch(text -> text.contains("{") || text.contains("}"))
                .allMatch(text -> text.length() <= 500);
        assertThat(texts).anyMatch(text -> text.length() < 40).anyMatch(text -> text.length() > 200);
    }

    @Test
    void someTextsSayAFactAndMostDoNot() {
        long telling = new TextSource(1)
                .texts(1_000).stream()
                        .filter(text -> !BuiltInFacts.of(text).isEmpty())
                        .count();

        assertThat(telling).isBetween(50L, 400L);
    }
}
