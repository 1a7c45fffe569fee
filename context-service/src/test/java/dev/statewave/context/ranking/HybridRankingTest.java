package dev.statewave.context.ranking;

import static dev.statewave.context.PassageFixtures.fact;
import static dev.statewave.context.PassageFixtures.turn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.PassageFixtures;
import dev.statewave.context.retrieval.Passage;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HybridRankingTest {

    @Test
    void whatHasToDoWithTheTask_comesBeforeFactsThatHaveNot() {
        Passage evidence = turn("Ines: The invoice was paid twice.", "s", 20, 0.5, 0.6);
        Passage idle = fact("I'm on the night train", 0.05, 0);

        assertThat(rank(List.of(idle, evidence), "Why was the invoice wrong?").getFirst())
                .isEqualTo(evidence);
    }

    @Test
    void orderOfCandidates_doesNotMatter_evenAmongEquals() {
        var passages = new ArrayList<Passage>();
        for (int i = 0; i < 60; i++) {
            passages.add(turn("Ines: the same of number " + i, "s" + i % 3, i + 1, 0.2, 0, PassageFixtures.START));
        }
        List<Passage> ranked = rank(passages, "number");
        Collections.shuffle(passages, new Random(3));

        assertThat(rank(passages, "number")).isEqualTo(ranked);
    }

    @Test
    void nothing_isRankedToNothing() {
        assertThat(rank(List.of(), "task")).isEmpty();
    }

    private static List<Passage> rank(List<Passage> passages, String task) {
        return HybridRanking.rank(
                        passages, new HybridRanking.Question(task, null, List.of(), 0.12, LocalDate.EPOCH, false))
                .stream()
                .map(RankedPassage::passage)
                .toList();
    }
}
