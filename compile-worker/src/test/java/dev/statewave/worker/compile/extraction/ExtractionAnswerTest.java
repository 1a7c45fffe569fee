package dev.statewave.worker.compile.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.worker.compile.MemoryKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtractionAnswerTest {

    private static final String ITEM =
            "{\"kind\":\"profile_fact\",\"content\":\"Ada lives in Paris.\",\"summary\":\"Paris\",\"confidence\":0.9,"
                    + "\"episode_index\":1}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"memories\":[" + ITEM + "]}",
                "{\"items\":[" + ITEM + "]}",
                "{\"results\":[" + ITEM + "]}",
                "[" + ITEM + "]",
                ITEM,
                "```json\n{\"memories\":[" + ITEM + "]}\n```",
                "```\n[" + ITEM + "]",
                "  [7, " + ITEM + "] ",
                "Here they are:\n```json\n[" + ITEM + "]\n```\nAnything else?"
            })
    void everyShapeThatModelsUse_isRead(String answer) {
        var memories = ExtractionAnswer.read(answer, 2).orElseThrow();

        assertThat(memories)
                .containsExactly(
                        List.of(),
                        List.of(new ExtractedMemory(
                                MemoryKind.PROFILE_FACT, "Ada lives in Paris.", "Paris", 0.9, null)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Sure! Here are the memories:",
                "{\"memories\":[",
                "\"nothing\"",
                "null",
                "{\"error\":\"too long\"}",
                "{\"memories\":null}"
            })
    void anythingElse_isNoAnswer(String answer) {
        assertThat(ExtractionAnswer.read(answer, 2)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"memories\":[]}"})
    void nothingToRemember_isAnAnswer(String answer) {
        assertThat(ExtractionAnswer.read(answer, 1)).hasValue(List.of(List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"content":"c"}                                                   | episode_summary | c     | c     | 0.7
            {"kind":"opinion","content":"c","summary":"s"}                    | episode_summary | c     | s     | 0.7
            {"kind":"procedure","content":["a","b"],"summary":["s","t"]}      | procedure       | a\\nb | s t   | 0.7
            {"kind":"profile_fact","content":{"a":1},"confidence":"0.25"} | profile_fact | {"a":1} | {"a":1} | 0.25
            {"kind":"profile_fact","content":7,"confidence":"very"}           | profile_fact    | 7     | 7     | 0.7
            {"kind":"profile_fact","content":"c","confidence":5,"summary":""} | profile_fact    | c     | c     | 1.0
            {"kind":"profile_fact","content":"c","confidence":-1}             | profile_fact    | c     | c     | 0.0
            {"kind":"profile_fact","content":"a\\\\u0000b"}                   | profile_fact    | ab    | ab    | 0.7
            """)
    void whatModelsGetWrong_isRepaired(String item, String kind, String content, String summary, double confidence) {
        var memories = ExtractionAnswer.read("[" + item.replace("\\\\u", "\\u") + "]", 1)
                .orElseThrow();

        assertThat(memories.getFirst())
                .containsExactly(new ExtractedMemory(
                        MemoryKind.of(kind).orElseThrow(), content.replace("\\n", "\n"), summary, confidence, null));
    }

    @Test
    void itemWithoutContent_isDropped() {
        assertThat(ExtractionAnswer.read(
                        "[{\"kind\":\"profile_fact\",\"content\":\" \"},{\"kind\":\"profile_fact\"}]", 1))
                .hasValue(List.of(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "2", "\"1\"", "0.5", "null"})
    void indexOfNoEpisode_isTheFirst(String index) {
        var memories = ExtractionAnswer.read("[{\"content\":\"c\",\"episode_index\":" + index + "}]", 2)
                .orElseThrow();

        assertThat(memories.getFirst()).hasSize(1);
    }

    @Test
    void missingSummary_isTheBeginningOfTheContent_andAGivenOneStaysWhole() {
        String long300 = "s".repeat(300);
        String answer =
                "[{\"content\":\"" + "😀".repeat(300) + "\"},{\"content\":\"c\",\"summary\":\"" + long300 + "\"}]";

        var memories = ExtractionAnswer.read(answer, 1).orElseThrow().getFirst();

        assertThat(memories.get(0).summary()).isEqualTo("😀".repeat(200));
        assertThat(memories.get(1).summary()).isEqualTo(long300);
    }
}
