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

        List<MemoryDraft> facts = facts(episode);

        if (scope.isEmpty()) {
            assertThat(facts).isEmpty();
        } else {
            assertThat(facts).singleElement().satisfies(fact -> {
                assertThat(fact.content()).isEqualTo("I live in Paris");
                assertThat(fact.claim()).isEqualTo(new Claim(ClaimKey.HOME, "paris", scope, false, Claim.TEXT));
            });
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"messages":[{"role":"assistant","content":"I prefer the aisle seat myself."}]}           | ``
            {"messages":[{"role":"assistant","content":"user: I prefer tea"}]}                        | ``
            {"messages":[{"role":"tool","name":"Kai","content":"I prefer tea"}]}                      | ``
            {"role":"system","text":"I prefer tea"}                                                  | ``
            {"author":"Assistant","text":"I prefer tea"}                                             | ``
            {"author":{"role":"assistant","name":"Aria"},"text":"I prefer tea"}                      | ``
            {"messages":[{"role":"user","content":"I prefer tea"}]}                                   | user
            {"messages":["I prefer tea"]}                                                            | user
            {"messages":[{"role":"user","name":"Kai","content":"I prefer tea"}]}                      | kai
            {"messages":[{"name":"Mina K.","content":"I prefer tea"}]}                                | mina k.
            {"messages":[{"role":"doctor","content":"I prefer tea"}]}                                 | doctor
            {"speaker":"Kai","text":"I prefer tea"}                                                   | kai
            {"author":{"name":"Kai"},"text":"I prefer tea"}                                          | kai
            {"role":"user","text":"I prefer tea"}                                                    | user
            """)
    void fact_isOfWhomeverThePayloadNames(String payload, String scope) {
        assertThat(facts(episode(payload)))
                .extracting(fact -> fact.claim() == null ? "none" : fact.claim().scope())
                .isEqualTo(scope.isEmpty() ? List.of() : List.of(scope));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"text":"I prefer tea"}                                                  | {}
            {"messages":[{"role":"user","content":"I prefer tea"}]}                   | {}
            {"messages":[{"role":"assistant","content":"I prefer tea"}]}              | {"role":"assistant"}
            {"messages":[{"role":"user","name":"Kai","content":"I prefer tea"}]}      | {"speaker":"Kai"}
            {"role":"tool","name":"search","text":"nothing found"}                   | {"role":"tool","speaker":"search"}
            """)
    void author_standsInTheMetadataOfTheSummary(String payload, String metadata) {
        MemoryDraft summary = new HeuristicCompiler()
                .compile(KEY, List.of(episode(payload)))
                .memories()
                .getFirst();

        assertThat(summary.metadata()).isEqualTo(Json.tree(metadata));
    }

    @Test
    void conversationOfSeveral_keepsTheirFactsApart() {
        PendingEpisode episode = episode("""
                {"messages":[{"role":"user","name":"Kai","content":"I live in Rome."},
                             {"role":"user","name":"Mina","content":"I live in Oslo."},
                             {"role":"assistant","content":"I live in the cloud."}]}""");

        assertThat(facts(episode))
                .extracting(fact -> fact.metadata().path("speaker").asString(), MemoryDraft::content)
                .containsExactly(tuple("Kai", "I live in Rome"), tuple("Mina", "I live in Oslo"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            I live in St. Louis. I like it.                       | I live in St. Louis
            I use Node.js, mostly.                                | I use Node.js
            I use Python 3.11.                                    | I use Python 3.11
            I prefer 2.5 mg, not more.                            | I prefer 2.5 mg
            I use https://example.org/a.b?c=d.                    | I use https://example.org/a.b?c=d
            I'm José and I cook.                                  | I'm José
            Ich wohne in Bremen. Und du?                          | Ich wohne in Bremen
            Me llamo Lucía, ¿y tú?                                | Me llamo Lucía
            我叫王伟。你好。                                        | 我叫王伟
            大阪に住んでいます。                                     | 大阪に住んでいます
            """)
    void phrase_isWhole(String text, String fact) {
        assertThat(HeuristicCompiler.facts(text)).containsExactly(fact);
    }

    @Test
    void changeOfMind_isTwoFacts_eachInItsOwnWords() {
        assertThat(HeuristicCompiler.facts("I switched from Vim to Helix."))
                .containsExactly("I switched from Vim to Helix", "I switched from Vim");
        assertThat(HeuristicCompiler.facts("I switched to Helix from Vim."))
                .containsExactly("I switched to Helix", "I switched to Helix from Vim");
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

    private static List<MemoryDraft> facts(PendingEpisode episode) {
        return new HeuristicCompiler()
                .compile(KEY, List.of(episode)).memories().stream()
                        .filter(memory -> memory.kind() == MemoryKind.PROFILE_FACT)
                        .toList();
    }

    private static PendingEpisode episode(String payload) {
        return new PendingEpisode(UUID.randomUUID(), "chat", Json.tree(payload), RECORDED, RECORDED, 1);
    }
}
