package dev.statewave.worker.compile.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.text.HostileText;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts of any form are compiled in linear time and with a constant stack. */
class HostileEpisodeTest {

    private static final String TEXTS = "dev.statewave.worker.text.HostileText#texts";

    @ParameterizedTest
    @MethodSource(TEXTS)
    void anyText_isCompiledInTime(String text) throws Exception {
        Compiled compiled = HostileText.bounded(() -> compile(text));

        if (text.replace("\0", "").isEmpty()) {
            assertThat(compiled.empty()).hasSize(1);
        } else {
            assertThat(compiled.memories().getFirst().kind()).isEqualTo(MemoryKind.EPISODE_SUMMARY);
            assertThat(compiled.memories())
                    .extracting(MemoryDraft::content)
                    .allSatisfy(content -> assertThat(content.length()).isLessThanOrEqualTo(20_000));
        }
    }

    @ParameterizedTest
    @MethodSource(TEXTS)
    void anyAnswerOfAModel_isReadInTime(String text) throws Exception {
        var answer = HostileText.bounded(() -> ExtractionAnswer.read(text, 1));

        assertThat(answer).isEmpty();
    }

    @ParameterizedTest
    @MethodSource(TEXTS)
    void anyContentInAnAnswer_isReadInTime(String text) throws Exception {
        String answer = Json.text(List.of(Json.object()
                .put("content", text)
                .put("summary", text)
                .put("confidence", text)
                .put("kind", text)));

        var memories =
                HostileText.bounded(() -> ExtractionAnswer.read(answer, 1)).orElseThrow();

        String kept = text.replace("\0", "").strip();
        assertThat(memories.getFirst())
                .hasSize(kept.isEmpty() ? 0 : 1)
                .allSatisfy(memory -> assertThat(memory.content()).isEqualTo(kept));
    }

    @Test
    void manyNames_areOneFact() throws Exception {
        List<String> facts = HostileText.bounded(() -> HeuristicCompiler.facts("Hello, I am " + "Anna ".repeat(1_000)));

        assertThat(facts).containsExactly(("I am " + "Anna ".repeat(1_000)).strip());
    }

    @Test
    void factWithoutEnd_isCut() throws Exception {
        List<String> facts = HostileText.bounded(() -> HeuristicCompiler.facts("I use " + "x".repeat(1_000_000)));

        assertThat(facts).containsExactly("I use " + "x".repeat(9_994));
    }

    @Test
    void phrasesWithoutAnEndBetweenThem_areOneFact() throws Exception {
        List<String> facts = HostileText.bounded(() -> HeuristicCompiler.facts("i use ".repeat(100)));

        assertThat(facts).containsExactly("i use ".repeat(100).strip());
    }

    @Test
    void speakerBeforeEveryLine_isFound() throws Exception {
        String text = "Ann: hello\nagent: I use tea.\nBob Smith:\tI use coffee.\n".repeat(10_000);

        Compiled compiled = HostileText.bounded(() -> compile(text));

        assertThat(compiled.memories()).noneMatch(memory -> memory.content().equals("I use tea"));
        assertThat(compiled.memories())
                .filteredOn(memory -> memory.content().equals("I use coffee"))
                .hasSize(10_000)
                .allSatisfy(
                        memory -> assertThat(memory.claim()).isNotNull().satisfies(claim -> assertThat(claim.scope())
                                .isEqualTo("bob smith")));
    }

    @Test
    void turkishKeyboard_isRead() {
        Compiled compiled = compile("İ live in Ankara.");

        assertThat(compiled.memories().getLast().content()).isEqualTo("İ live in Ankara");
        assertThat(compiled.memories().getLast().claim()).isNotNull();
    }

    private static Compiled compile(String text) {
        return new HeuristicCompiler()
                .compile(
                        new SubjectKey("", "user:1"),
                        List.of(new PendingEpisode(
                                UUID.randomUUID(),
                                "user",
                                Json.object().put("text", text),
                                Instant.EPOCH,
                                Instant.EPOCH,
                                0)));
    }
}
