package dev.statewave.context.ranking.v1;

import static dev.statewave.context.Samples.memory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.rest.MemoryBody;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidateFinderTest {

    private final MemoryBody fact = memory("profile_fact", "fact", 0, null);
    private final MemoryBody procedure = memory("procedure", "procedure", 0, null);
    private final MemoryBody summary = memory("episode_summary", "summary", 0, null);

    @Test
    void neighbours_standBehindThePoolOfTheirKind_inOrderOfDistance() {
        MemoryBody nearest = memory("profile_fact", "nearest", 9, 0.9);
        MemoryBody nearSummary = memory("episode_summary", "near summary", 9, 0.8);
        MemoryBody nearProcedure = memory("procedure", "near procedure", 9, 0.7);
        MemoryBody lessNear = memory("profile_fact", "less near", 9, 0.6);

        assertThat(merge(nearest, nearSummary, nearProcedure, lessNear))
                .containsExactly(fact, nearest, lessNear, procedure, nearProcedure, summary, nearSummary);
    }

    @Test
    void memoryThatIsNewAndNear_keepsItsPlaceAndHasItsSimilarity() {
        MemoryBody scored = new MemoryBody(
                fact.id(),
                "s",
                "profile_fact",
                "fact",
                "fact",
                1,
                fact.validFrom(),
                null,
                List.of(),
                fact.metadata(),
                "active",
                List.of(),
                fact.createdAt(),
                fact.updatedAt(),
                0.5);

        assertThat(merge(memory("profile_fact", "nearest", 9, 0.9), scored).getFirst())
                .isEqualTo(scored);
    }

    @Test
    void unknownKinds_joinTheSummaries_andReferencesAreDropped() {
        MemoryBody insight = memory("insight", "insight", 9, 0.9);

        assertThat(merge(insight, memory("artifact_ref", "file", 9, 0.8)))
                .containsExactly(fact, procedure, summary, insight);
    }

    private List<MemoryBody> merge(MemoryBody... near) {
        return CandidateFinder.merge(List.of(fact), List.of(procedure), List.of(summary), List.of(near));
    }
}
