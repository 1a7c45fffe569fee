package dev.statewave.worker.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.statewave.worker.compiler.ConflictRule.Candidate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConflictRuleTest {

    @Test
    void newerFact_retiresTheOneThatItResembles() {
        Candidate older = candidate("profile_fact", "I live in Paris now", false);
        Candidate newer = candidate("profile_fact", "I live in Berlin now", true);

        assertThat(ConflictRule.apply(List.of(older, newer))).singleElement().satisfies(supersession -> {
            assertThat(supersession.retired()).isEqualTo(older.id());
            assertThat(supersession.by()).isEqualTo(newer.id());
            assertThat(supersession.validTo()).isEqualTo(newer.validFrom());
        });
    }

    @Test
    void unrelatedFact_staysAsItIs() {
        assertThat(ConflictRule.apply(List.of(candidate("profile_fact", "I use vim", false), candidate("profile_fact", "I live in Berlin", true)))).isEmpty();
    }

    @Test
    void summaries_needMoreInCommonThanFacts() {
        String one = "a b c d e f g h i j";
        String other = "a b c d e f g h x y";
        assertThat(ConflictRule.apply(List.of(candidate("profile_fact", one, false), candidate("profile_fact", other, true)))).hasSize(1);
        assertThat(ConflictRule.apply(List.of(candidate("episode_summary", one, false), candidate("episode_summary", other, true)))).isEmpty();
    }

    @Test
    void firstNewerOne_wins() {
        Candidate older = candidate("profile_fact", "my favorite tea is green", false);
        Candidate second = candidate("profile_fact", "my favorite tea is black", true);
        Candidate third = candidate("profile_fact", "my favorite tea is white", true);

        var found = ConflictRule.apply(List.of(older, second, third));

        assertThat(found).extracting(ConflictRule.Supersession::retired, ConflictRule.Supersession::by)
                .containsExactly(tuple(older.id(), second.id()), tuple(second.id(), third.id()));
    }

    @Test
    void factThatComesInBehindItsTime_isRetiredByTheNewerOneThatIsThere() {
        Candidate late = candidate("profile_fact", "I live in Paris now", true);
        Candidate known = candidate("profile_fact", "I live in Berlin now", false);

        assertThat(ConflictRule.apply(List.of(late, known))).extracting(ConflictRule.Supersession::retired, ConflictRule.Supersession::by)
                .containsExactly(tuple(late.id(), known.id()));
    }

    @Test
    void oldPairs_areNotComparedAgain_andKindsNotMixed() {
        assertThat(ConflictRule.apply(List.of(candidate("profile_fact", "same words", false), candidate("profile_fact", "same words", false)))).isEmpty();
        assertThat(ConflictRule.apply(List.of(candidate("profile_fact", "same words", false), candidate("procedure", "same words", true)))).isEmpty();
    }

    private static Candidate candidate(String kind, String content, boolean fresh) {
        return new Candidate(UUID.randomUUID(), kind, content, Instant.parse("2026-01-01T00:00:00Z"), fresh);
    }
}
