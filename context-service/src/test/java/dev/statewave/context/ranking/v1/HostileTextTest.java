package dev.statewave.context.ranking.v1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.HostileTexts;
import dev.statewave.context.Samples;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.text.TokenCounter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostileTextTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.statewave.context.HostileTexts#all")
    void hostileCandidates_areRankedAndPacked(String name, String text) {
        var candidates = new Candidates(
                List.of(
                        Samples.memory("profile_fact", text, 1, null),
                        Samples.memory("episode_summary", text, 2, null)),
                List.of(Samples.episode("chat", "message", text, "s", 3)),
                List.of(),
                Map.of());
        var request = new ContextRequest("s", null, "What did Ann say?", null, 4_000);
        var packing = new FormulaPacking(new TokenCounter("cl100k_base"));
        HostileTexts.handle(() -> {
            List<Ranked> ranked = FormulaRanking.rank(candidates, request.task(), "s", Samples.NOW);
            assertThat(ranked).hasSize(3);
            packing.assemble(request, ranked);
        });
    }
}
