package dev.statewave.context.ranking;

import static dev.statewave.context.PassageFixtures.fact;
import static dev.statewave.context.PassageFixtures.turn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.HostileTexts;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.text.TextFeatures;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileTextTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.statewave.context.HostileTexts#all")
    void hostilePassages_areRankedAndFiltered(String name, String text) {
        List<Passage> passages =
                List.of(turn(text, "s", 1, 0.5, 0.5), turn("Ann: Hi.", "s", 2, 0, 0), fact(text, 0, 0));
        HostileTexts.handle(() -> {
            assertThat(rank(passages, "What did Ann say?")).hasSize(3);
            PinnedFacts.isPinned(passages.getLast());
            var filter = new DuplicateFilter();
            filter.add(new TextFeatures(text));
            filter.isDuplicate(new TextFeatures(text));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.statewave.context.HostileTexts#all")
    void hostileTask_isRankedBy(String name, String text) {
        List<Passage> passages = List.of(turn("Ann: In May.", "s", 1, 0.5, 0.5));
        HostileTexts.handle(() -> assertThat(rank(passages, text)).hasSize(1));
    }

    private static List<RankedPassage> rank(List<Passage> passages, String task) {
        return HybridRanking.rank(
                passages, new HybridRanking.Question(task, "s", List.of(), 0.1, LocalDate.EPOCH, false));
    }
}
