package dev.statewave.worker.compile.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.claims.Claim;
import dev.statewave.worker.compile.claims.ClaimKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeuristicCompilerTest {

    private static final SubjectKey KEY = new SubjectKey("", "user:1");

    private static final Instant RECORDED = Instant.parse("2026-05-01T10:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            My name is Ada Lovelace and I write. | My name is Ada Lovelace
            I'm Ada                              | I'm Ada
            i am ada                             | ``
            I work at Babbage & Co, in London.   | I work at Babbage & Co
            i live in Paris                      | i live in Paris
            Well, I prefer tea... Really.        | I prefer tea
            my favorite colour is red, not blue  | my favorite colour is red
            nothing here                         | ``
            """)
    void phrases_becomeFacts(String text, String fact) {
        assertThat(HeuristicCompiler.facts(text)).isEqualTo(fact.isEmpty() ? List.of() : List.of(fact));
    }

    @Test
    void onePhrase_mayMatchSeveralPatterns() {
        assertThat(HeuristicCompiler.facts("I'm at Acme")).containsExactly("I'm at Acme");
        assertThat(HeuristicCompiler.facts("I am Ada. I am on call, and i use vim"))
                .containsExactly("I am Ada", "I am on call", "i use vim");
    }

    @Test
    void episode_becomesASummaryAndItsFacts() {
        PendingEpisode episode = episode("{\"text\":\"My name is Ada.\",\"event_time\":\"2026-04-01T00:00:00Z\"}");

        Compiled compiled = new HeuristicCompiler().compile(KEY, List.of(episode));

        assertThat(compiled.memories())
                .extracting(MemoryDraft::kind, MemoryDraft::content, MemoryDraft::confidence)
                .containsExactly(
                        tuple(MemoryKind.EPISODE_SUMMARY, "My name is Ada.", 0.8),
                        tuple(MemoryKind.PROFILE_FACT, "My name is Ada", 0.6));
        assertThat(compiled.memories()).allSatisfy(memory -> {
            assertThat(memory.sources()).containsExactly(episode.id());
            assertThat(memory.validFrom()).isEqualTo("2026-04-01T00:00:00Z");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            I live in Paris.                                  | chat      | user
            Hi, I live in Paris.                              | chat      | user
            user: I live in Paris                             | agent     | user
            assistant: Where?/user: Well, I live in Paris    | chat      | user
            Ann Smith: I live in Paris/Bob: Where?           | chat      | ann smith
            user: Who are you?/assistant: I live in Paris    | chat      | ``
            I live in Paris                                   | assistant | ``
            I wish I live in Paris                            | chat      | ``
            If I live in Paris, I pay more                    | chat      | ``
            She says I live in Paris                          | chat      | ``
            """)
    void claim_isOfWhoeverSaysIt_andOnlyWhereItIsSaidPlainly(String text, String source, String scope) {
        PendingEpisode episode = new PendingEpisode(
                UUID.randomUUID(), source, Json.object().put("text", text.replace('/', '\n')), RECORDED, RECORDED, 1);

        MemoryDraft fact = new HeuristicCompiler()
                .compile(KEY, List.of(episode))
                .memories()
                .getLast();

        assertThat(fact.content()).isEqualTo("I live in Paris");
        assertThat(fact.claim())
                .isEqualTo(scope.isEmpty() ? null : new Claim(ClaimKey.HOME, "paris", scope, false, Claim.TEXT));
    }

    @Test
    void episodeWithoutText_isAccountedFor() {
        PendingEpisode episode = episode("{\"n\":1}");

        Compiled compiled = new HeuristicCompiler().compile(KEY, List.of(episode));

        assertThat(compiled.memories()).isEmpty();
        assertThat(compiled.empty()).containsOnlyKeys(episode.id());
    }

    @Test
    void longText_isCutAtCodePointsAndLosesNul() {
        MemoryDraft summary = new HeuristicCompiler()
                .compile(KEY, List.of(episode("{\"text\":\"\\u0000" + "😀".repeat(600) + "\"}")))
                .memories()
                .getFirst();

        assertThat(summary.content()).isEqualTo("😀".repeat(500));
        assertThat(summary.summary()).isEqualTo("😀".repeat(200));
    }

    @Test
    void eventDate_fallsBackStepByStep() {
        assertThat(episode("{\"messages\":[{\"timestamp\":\"2026-03-01\"}]}").eventDate())
                .isEqualTo("2026-03-01T00:00:00Z");
        assertThat(episode("{\"event_time\":\"nonsense\"}").eventDate()).isEqualTo(RECORDED);
    }

    private static PendingEpisode episode(String payload) {
        return new PendingEpisode(UUID.randomUUID(), "chat", Json.tree(payload), RECORDED, RECORDED, 1);
    }
}
