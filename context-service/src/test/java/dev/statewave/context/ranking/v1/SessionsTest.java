package dev.statewave.context.ranking.v1;

import static dev.statewave.context.Samples.episode;
import static dev.statewave.context.Samples.resolution;
import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.ResolutionBody;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static final List<EpisodeBody> OLD = List.of(episode("chat", "message", "alpha beta", "old", 0));

    @Test
    void threeOfTenWords_areARepeat_andTwoAreNot() {
        assertThat(worth("alpha beta gamma w4 w5 w6 w7 w8 w9 w10", resolution("old", "resolved", "gamma")))
                .isEqualTo(-5 + 6);
        assertThat(worth("alpha beta delta w4 w5 w6 w7 w8 w9 w10", resolution("old", "resolved", "gamma")))
                .isEqualTo(-5);
    }

    @Test
    void emptySummary_isWorthLessThanOne() {
        assertThat(worth("alpha beta", resolution("old", "resolved", ""))).isEqualTo(-5 + 4);
    }

    @Test
    void openSession_isNoRepeat() {
        assertThat(worth("alpha beta", resolution("old", "open", "alpha beta"))).isEqualTo(4);
    }

    @Test
    void currentSession_isNoRepeatOfItself() {
        assertThat(new Sessions("alpha beta", "old", OLD, List.of(resolution("old", "resolved", "alpha"))).of("old"))
                .isEqualTo(6 - 5);
    }

    @Test
    void whatWasSaidInTheCurrentSession_countsToo() {
        var episodes = List.of(OLD.getFirst(), episode("chat", "message", "alpha", "new", 0));

        assertThat(new Sessions("please help", "new", episodes, List.of(resolution("old", "resolved", null))).of("old"))
                .isEqualTo(-5 + 4);
    }

    @Test
    void taskOfWordsThatSayNothing_isNoRepeat() {
        assertThat(worth("please help me", resolution("old", "resolved", "please help me")))
                .isEqualTo(-5);
    }

    @Test
    void summaryBeyondTheNewestTwenty_isNotRead() {
        var resolutions = new ArrayList<ResolutionBody>();
        for (int i = 0; i < Candidates.RESOLVED_READ; i++) {
            resolutions.add(resolution("newer" + i, "resolved", "x"));
        }
        resolutions.add(resolution("old", "resolved", "cleaned"));

        assertThat(worth("alpha beta", resolutions.toArray(ResolutionBody[]::new)))
                .isEqualTo(-5 + 4);
    }

    @Test
    void noSession_isWorthNothing() {
        assertThat(new Sessions("alpha", null, OLD, List.of()).of(null)).isZero();
    }

    private static double worth(String task, ResolutionBody... resolutions) {
        return new Sessions(task, null, OLD, List.of(resolutions)).of("old");
    }
}
