package dev.statewave.context.ranking.v1;

import static dev.statewave.context.Samples.episode;
import static dev.statewave.context.Samples.memory;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemLineTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user: one                             | - one",
                "one\\ntwo                             | - one → two",
                "user: one\\n\\n  \\nassistant: two    | - one → two",
                "one\\nsystem:   two\\nthree           | - one → three",
                "User: one\\nuser:\\ntwo               | - User: one → two",
                "one user: two                         | - one user: two",
            })
    void summary_isItsFirstAndItsLastLine(String content, String line) {
        assertThat(ofMemory("episode_summary", content.replace("\\n", "\n"))).isEqualTo(line);
    }

    @Test
    void otherMemories_standAsTheyAre_inOneLine() {
        assertThat(ofMemory("profile_fact", "user: one\ntwo\nthree")).isEqualTo("- user: one two three");
        assertThat(ofMemory("procedure", "user: one")).isEqualTo("- user: one");
        assertThat(ofMemory("insight", "user: one")).isEqualTo("- user: one");
    }

    @Test
    void episode_saysWhereItComesFrom() {
        assertThat(ItemLine.of(new Ranked.Episode(episode("crm", "note", "hello", null, 0), 1)))
                .isEqualTo("- [crm/note] hello");
        assertThat(ItemLine.of(new Ranked.Episode(episode("crm", "note", "", null, 0), 1)))
                .isEqualTo("- [crm/note] (no text content)");
    }

    private static String ofMemory(String kind, String content) {
        return ItemLine.of(new Ranked.Memory(memory(kind, content, 0, null), 1));
    }
}
