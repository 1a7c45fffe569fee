package dev.statewave.context.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WordRelevanceTest {

    private static final long NAME = 0b01;
    private static final long KAYAK = 0b10;

    @Test
    void wordThatHalfOfTheSubjectSays_countsLittle_againstOneThatIsRare() {
        CandidateSet.Candidate kayak = seen(KAYAK, 10);
        CandidateSet.Candidate name = seen(NAME, 10);
        var relevance = new WordRelevance(scan(
                Stream.concat(Stream.of(kayak), IntStream.range(0, 50).mapToObj(i -> i == 0 ? name : seen(NAME, 10)))
                        .toList(),
                100,
                10));

        assertThat(relevance.of(kayak)).isGreaterThan(4 * relevance.of(name));
    }

    @Test
    void memoryOfMeanSizeWithAllWords_isOne_andOneWithoutIsZero() {
        CandidateSet.Candidate all = seen(NAME | KAYAK, 10);
        var relevance = new WordRelevance(scan(List.of(all, seen(NAME, 10)), 50, 10));

        assertThat(relevance.of(all)).isCloseTo(1, within(1e-9));
        assertThat(relevance.of(seen(0, 10))).isZero();
    }

    @Test
    void shorterMemory_isALittleMoreToThePoint() {
        var relevance = new WordRelevance(scan(List.of(seen(KAYAK, 5), seen(KAYAK, 40)), 50, 10));

        assertThat(relevance.of(seen(KAYAK, 5))).isGreaterThan(relevance.of(seen(KAYAK, 40)));
    }

    @Test
    void subjectWithoutAnyWordOfTheQuestion_isNoDivisionByZero() {
        assertThat(new WordRelevance(scan(List.of(), 0, 0)).of(seen(0, 1))).isZero();
    }

    private static CandidateSet scan(List<CandidateSet.Candidate> seen, int total, double meanSize) {
        return new CandidateSet(seen, CandidateSet.counted(seen), total, meanSize);
    }

    private static CandidateSet.Candidate seen(long said, int size) {
        return new CandidateSet.Candidate(UUID.randomUUID(), "episode_summary", 0.1, said, size, 1);
    }
}
