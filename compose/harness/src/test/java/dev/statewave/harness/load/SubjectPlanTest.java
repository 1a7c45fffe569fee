package dev.statewave.harness.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubjectPlanTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int TEXTS = 4_000;

    @Test
    void mostSubjectsAreSmallAndAFewHaveHundreds() {
        int[] sizes = IntStream.range(0, 20_000)
                .map(number -> SubjectPlan.of(number).episodes())
                .sorted()
                .toArray();

        assertThat(IntStream.of(sizes).average().orElseThrow()).isBetween(12.0, 20.0);
        assertThat(sizes[10_000]).isBetween(6, 12);
        assertThat(IntStream.of(sizes).filter(size -> size > 100).count()).isBetween(100L, 400L);
        assertThat(sizes[sizes.length - 1]).isBetween(300, 600);
    }

    @Test
    void usualSubjectHasTwoToFourSessions() {
        assertThat(IntStream.range(0, 1_000).mapToObj(SubjectPlan::of).filter(plan -> plan.episodes() < 60))
                .allSatisfy(plan -> assertThat(plan.sessions()).isBetween(2, 4));
    }

    @Test
    void sessionsHaveEachEpisodeOnceInOrderOfTime() {
        for (int number : new int[] {0, 1, 2, largest()}) {
            SubjectPlan plan = SubjectPlan.of(number);
            List<SubjectPlan.Planned> all = all(plan);

            assertThat(all)
                    .extracting(SubjectPlan.Planned::index)
                    .containsExactlyElementsOf(
                            IntStream.range(0, plan.episodes()).boxed().toList());
            assertThat(all).extracting(SubjectPlan.Planned::at).isSorted().allSatisfy(at -> assertThat(at)
                    .isBetween(NOW.minus(Duration.ofDays(90)), NOW));
            assertThat(all)
                    .extracting(SubjectPlan.Planned::text)
                    .doesNotHaveDuplicates()
                    .allSatisfy(text -> assertThat(text).isBetween(0, TEXTS - 1));
        }
    }

    @Test
    void sameNumberIsTheSameSubject() {
        assertThat(all(SubjectPlan.of(42))).isEqualTo(all(SubjectPlan.of(42))).isNotEqualTo(all(SubjectPlan.of(43)));
    }

    private static int largest() {
        return IntStream.range(0, 20_000)
                .reduce((one, other) ->
                        SubjectPlan.of(one).episodes() >= SubjectPlan.of(other).episodes() ? one : other)
                .orElseThrow();
    }

    private static List<SubjectPlan.Planned> all(SubjectPlan plan) {
        var all = new ArrayList<SubjectPlan.Planned>();
        for (int session = 0; session < plan.sessions(); session++) {
            all.addAll(plan.session(session, NOW, TEXTS));
        }
        return all;
    }
}
