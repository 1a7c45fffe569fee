package dev.statewave.context.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ShortlistTest {

    @Test
    void nearOnes_wordyOnes_andNewOnes_areListed_andTheRestIsNot() {
        CandidateSet.Candidate near = seen(0.9, 0, 500);
        CandidateSet.Candidate wordy = seen(-0.2, 1, 501);
        CandidateSet.Candidate newest = seen(-0.3, 0, 1);
        CandidateSet.Candidate unembedded =
                new CandidateSet.Candidate(UUID.randomUUID(), "episode_summary", null, 0, 5, 2);
        var memories = new ArrayList<CandidateSet.Candidate>();
        memories.add(wordy);
        memories.add(newest);
        memories.add(unembedded);
        for (int i = 0; i < 200; i++) {
            memories.add(seen(0.1 - i / 1000.0, 0, 100 + i));
        }
        memories.add(near);

        var list = Shortlist.of(new CandidateSet(memories, CandidateSet.counted(memories), 204, 5), 10);

        assertThat(list.keySet())
                .contains(near.id(), wordy.id(), newest.id(), unembedded.id())
                .hasSize(10 + 3);
        assertThat(list.get(wordy.id()).wordShare()).isPositive();
    }

    @Test
    void largerBudget_looksAtMore_withinBounds() {
        assertThat(Shortlist.length(1)).isEqualTo(60);
        assertThat(Shortlist.length(4_000)).isEqualTo(160);
        assertThat(Shortlist.length(128_000)).isEqualTo(1_000);
    }

    private static CandidateSet.Candidate seen(double cosine, long said, int place) {
        return new CandidateSet.Candidate(UUID.randomUUID(), "episode_summary", cosine, said, 5, place);
    }
}
