package dev.statewave.worker.compile.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.claims.Claim;
import dev.statewave.worker.compile.claims.ClaimReader;
import dev.statewave.worker.compile.conflict.ConflictRule.Candidate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConflictRuleTest {

    @Test
    void newerFact_retiresTheOneThatItResembles() {
        Candidate older = candidate(MemoryKind.PROFILE_FACT, "I live in Paris now", false);
        Candidate newer = candidate(MemoryKind.PROFILE_FACT, "I live in Berlin now", true);

        assertThat(ConflictRule.apply(List.of(older, newer))).singleElement().satisfies(supersession -> {
            assertThat(supersession.retired()).isEqualTo(older.id());
            assertThat(supersession.by()).isEqualTo(newer.id());
            assertThat(supersession.validTo()).isEqualTo(newer.validFrom());
        });
    }

    @Test
    void unrelatedFact_staysAsItIs() {
        assertThat(ConflictRule.apply(List.of(
                        candidate(MemoryKind.PROFILE_FACT, "I use vim", false),
                        candidate(MemoryKind.PROFILE_FACT, "I live in Berlin", true))))
                .isEmpty();
    }

    @Test
    void summaries_needMoreInCommonThanFacts() {
        String one = "The weekly budget is 100";
        String other = "The weekly budget is 200";
        assertThat(ConflictRule.apply(List.of(
                        candidate(MemoryKind.PROFILE_FACT, one, false),
                        candidate(MemoryKind.PROFILE_FACT, other, true))))
                .hasSize(1);
        assertThat(ConflictRule.apply(List.of(
                        candidate(MemoryKind.EPISODE_SUMMARY, one, false),
                        candidate(MemoryKind.EPISODE_SUMMARY, other, true))))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            I live in Lisbon                        | I moved to Porto                                  | newer
            I live in Paris                         | I live in a quiet old quarter of Porto these days | newer
            I work at Acme                          | I work at Globex Corporation in Munich            | newer
            I work at Acme                          | I've just joined Globex                           | newer
            My name is Ada                          | Call me Countess                                  | newer
            My favorite color is blue               | My favorite color is green                        | newer
            My favourite colour is blue             | My favorite color is green                        | newer
            We bill through Stripe                  | Our primary payment processor is Adyen            | newer
            Ann lives in Berlin                     | Ann moved to Oslo                                 | newer
            I live in Berlin                        | I live in Berlin, Germany                         | newer
            I live in Berlin, Germany               | I live in Berlin                                  | both
            My name is Ada Lovelace                 | Call me Ada                                       | both
            I live in Berlin                        | I used to live in Lisbon                          | both
            I live in Berlin                        | I might move to Lisbon                            | both
            I live in Berlin                        | I'm from Lisbon                                   | both
            I'm Anna                                | I'm Swedish                                       | both
            My name is Anna                         | I'm Swedish                                       | both
            Ann lives in Berlin                     | Bob lives in Oslo                                 | both
            My favorite color is blue               | My favorite tea is green                          | both
            I use the Java language                 | I use the Rust language                           | both
            I use Spring                            | I use Spring Boot                                 | both
            I prefer tea in the morning             | I prefer email over phone                         | both
            I use vim now                           | I use vim                                         | newer
            I use vim                               | I no longer use vim                               | newer
            I no longer use vim                     | I use vim                                         | newer
            I use vim                               | I no longer use emacs                             | both
            I live in Berlin                        | I no longer live in Berlin                        | newer
            I live in Berlin                        | I no longer live in Oslo                          | both
            I work at Acme as a manager             | I no longer work at Acme                          | newer
            I use Vim                               | I don't use Vim any more                          | newer
            I prefer window seats                   | I prefer aisle seats now                          | newer
            I prefer aisle seats now                | I prefer window seats                             | both
            I prefer window seats                   | I prefer aisle seats                              | both
            I prefer tea in the morning             | I prefer email in the morning now                 | both
            I prefer short answers                  | I prefer aisle seats now                          | both
            I work at Acme                          | I started a new job at Globex                     | newer
            I work at Acme                          | I quit Acme and joined Globex                     | newer
            I live in Lyon                          | We moved from Lyon to Nantes                      | newer
            I live in Rome                          | I used to live in Rome                            | newer
            I'm allergic to eggs                    | I'm not allergic to eggs any more                 | newer
            I'm allergic to eggs                    | I'm allergic to nuts                              | both
            I'm vegan                               | I'm no longer vegan                               | newer
            Ich wohne in Bremen                     | Ich bin nach Leipzig gezogen                      | newer
            Ich wohne in Bremen                     | Ich wohne nicht mehr in Bremen                    | newer
            Vivo en Sevilla                         | Me he mudado a Bilbao                             | newer
            我住在上海                                | 我搬到了成都                                        | newer
            大阪に住んでいます                         | 福岡に引っ越しました                                | newer
            We pay through Wise                     | We pay through PayPal                             | both
            We bill through Stripe                  | We pay through PayPal                             | both
            I am on the blue team                   | I am on the red bus                               | both
            I am on the blue team                   | I am on the blue team now                         | newer
            The team is small                       | The team is distributed                           | both
            The office is in Berlin                 | The office is in Porto                            | newer
            The API limit is 100 requests           | The API limit is 200 requests                     | newer
            Server 1 is in the north hall           | Server 2 is in the north hall                     | both
            The invoice 1001 is paid in full        | The invoice 1002 is paid in full                  | both
            Ann met Bob on Monday                   | Ann met Tom on Monday                             | both
            Ann is a good friend of Bob             | Ann is a good friend of Tom                       | both
            Ann works with Bob on Apollo            | Ann works for Bob on Apollo                       | both
            Ann plays chess with Bob                | Bob plays chess with Ann                          | both
            The door is not locked at night         | The door is locked at night                       | newer
            The door is locked at night             | The door was locked at night                      | both
            """)
    void table(String older, String newer, String kept) {
        boolean retired = !ConflictRule.apply(List.of(
                        candidate(MemoryKind.PROFILE_FACT, older, false),
                        candidate(MemoryKind.PROFILE_FACT, newer, true)))
                .isEmpty();

        assertThat(retired ? "newer" : "both").isEqualTo(kept);
    }

    @Test
    void claimThatIsHeardOfLate_isRetiredByTheOneThatIsNewerInTheWorld() {
        Candidate known =
                candidate(MemoryKind.PROFILE_FACT, "I live in Porto", false, Instant.parse("2026-03-01T00:00:00Z"));
        Candidate late =
                candidate(MemoryKind.PROFILE_FACT, "I moved to Lisbon", true, Instant.parse("2026-01-01T00:00:00Z"));

        assertThat(ConflictRule.apply(List.of(known, late)))
                .containsExactly(new ConflictRule.Supersession(late.id(), known.id(), known.validFrom()));
    }

    @Test
    void factWithoutAClaim_takesNoClaimAway() {
        Candidate claim = candidate(MemoryKind.PROFILE_FACT, "I live in Porto", false);
        Candidate same = new Candidate(
                UUID.randomUUID(), MemoryKind.PROFILE_FACT, "I live in Porto", claim.validFrom(), false, null);

        assertThat(ConflictRule.apply(List.of(claim, fresh(same)))).isEmpty();
        assertThat(ConflictRule.apply(List.of(same, fresh(claim))))
                .extracting(ConflictRule.Supersession::retired)
                .containsExactly(same.id());
    }

    @Test
    void firstNewerOne_wins() {
        Candidate older = candidate(MemoryKind.PROFILE_FACT, "my favorite tea is green", false);
        Candidate second = candidate(MemoryKind.PROFILE_FACT, "my favorite tea is black", true);
        Candidate third = candidate(MemoryKind.PROFILE_FACT, "my favorite tea is white", true);

        var found = ConflictRule.apply(List.of(older, second, third));

        assertThat(found)
                .extracting(ConflictRule.Supersession::retired, ConflictRule.Supersession::by)
                .containsExactly(tuple(older.id(), second.id()), tuple(second.id(), third.id()));
    }

    @Test
    void factThatComesInBehindItsTime_isRetiredByTheNewerOneThatIsThere() {
        Candidate late = candidate(MemoryKind.PROFILE_FACT, "I live in Paris now", true);
        Candidate known = candidate(MemoryKind.PROFILE_FACT, "I live in Berlin now", false);

        assertThat(ConflictRule.apply(List.of(late, known)))
                .extracting(ConflictRule.Supersession::retired, ConflictRule.Supersession::by)
                .containsExactly(tuple(late.id(), known.id()));
    }

    @Test
    void oldPairs_areNotComparedAgain_andKindsNotMixed() {
        assertThat(ConflictRule.apply(List.of(
                        candidate(MemoryKind.PROFILE_FACT, "same words", false),
                        candidate(MemoryKind.PROFILE_FACT, "same words", false))))
                .isEmpty();
        assertThat(ConflictRule.apply(List.of(
                        candidate(MemoryKind.PROFILE_FACT, "same words", false),
                        candidate(MemoryKind.PROCEDURE, "same words", true))))
                .isEmpty();
    }

    private static Candidate candidate(MemoryKind kind, String content, boolean fresh) {
        return candidate(kind, content, fresh, Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static Candidate candidate(MemoryKind kind, String content, boolean fresh, Instant validFrom) {
        return new Candidate(
                UUID.randomUUID(),
                kind,
                content,
                validFrom,
                fresh,
                kind == MemoryKind.PROFILE_FACT
                        ? ClaimReader.read(content, Claim.USER).orElse(null)
                        : null);
    }

    private static Candidate fresh(Candidate memory) {
        return new Candidate(memory.id(), memory.kind(), memory.content(), memory.validFrom(), true, memory.claim());
    }
}
