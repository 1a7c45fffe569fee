package dev.statewave.context.ranking.v1;

import static dev.statewave.context.Samples.NOW;
import static dev.statewave.context.Samples.episode;
import static dev.statewave.context.Samples.memory;
import static dev.statewave.context.Samples.resolution;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.rest.ResolutionBody;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaRankingTest {

    /** Alone in its pool, so with 5 for recency, and with 3 for being valid. */
    @ParameterizedTest
    @CsvSource({"profile_fact,18", "procedure,16", "episode_summary,13", "insight,9"})
    void kind_givesItsValue(String kind, double value) {
        assertThat(value(memory(kind, "x", 0, null), "nothing in common")).isEqualTo(value);
    }

    @Test
    void words_countByTheirShareOfTheTask() {
        assertThat(value(memory("profile_fact", "Ada drinks TEA daily", 0, null), "what tea does ada"))
                .isEqualTo(18 + 2.5);
    }

    @Test
    void similarity_replacesWords_andIsNeverNegative() {
        assertThat(value(memory("profile_fact", "tea", 0, 0.5), "tea")).isEqualTo(18 + 4);
        assertThat(value(memory("profile_fact", "tea", 0, -0.5), "tea")).isEqualTo(18);
    }

    @Test
    void recency_runsFromTheOldestToTheNewest() {
        List<Ranked> ranked = rank(
                List.of(
                        memory("profile_fact", "a", 0, null),
                        memory("profile_fact", "b", 50, null),
                        memory("profile_fact", "c", 100, null)),
                List.of(),
                List.of(),
                "task",
                null);

        assertThat(ranked).extracting(Ranked::value).containsExactly(18.0, 15.5, 13.0);
    }

    @Test
    void breadcrumb_tellsWhereTheTaskBelongs() {
        UUID source = UUID.randomUUID();
        var candidates = new Candidates(
                List.of(memory("profile_fact", "x", 0, null, source)),
                List.of(),
                List.of(),
                Map.of(source, "Statewave › Webhooks › Retries"));

        assertThat(FormulaRanking.rank(candidates, "How do webhooks work?", null, NOW)
                        .getFirst()
                        .value())
                .isEqualTo(18 + 3 * 1.0 / 2, within(1e-9));
    }

    @Test
    void breadcrumb_theBestSourceCounts_andOfTheShorterSideAllWords() {
        UUID poor = UUID.randomUUID();
        UUID good = UUID.randomUUID();
        var candidates = new Candidates(
                List.of(memory("profile_fact", "x", 0, null, poor, UUID.randomUUID(), good)),
                List.of(),
                List.of(),
                Map.of(poor, "Guide", good, "Webhooks>Retries (v2)"));

        assertThat(FormulaRanking.rank(candidates, "webhooks, retries, v2 and signatures?", null, NOW)
                        .getFirst()
                        .value())
                .isEqualTo(18 + 3, within(1e-9));
    }

    @Test
    void expiredMemory_isWorthLess() {
        assertThat(value(until(NOW.plusSeconds(1)), "task")).isEqualTo(18);
        assertThat(value(until(NOW.minusSeconds(1)), "task")).isEqualTo(18 - 7);
    }

    @Test
    void recencyOfEpisodes_countsTheSummarizedOnesToo() {
        EpisodeBody newest = episode("chat", "message", "a text that is long enough", null, 0);
        EpisodeBody middle = episode("chat", "message", "a text that is long enough", null, 50);
        EpisodeBody oldest = episode("chat", "message", "a text that is long enough", null, 100);
        MemoryBody summary = memory("episode_summary", "told", 0, null, newest.id(), oldest.id());

        assertThat(rank(List.of(summary), List.of(newest, middle, oldest), List.of(), "task", null)
                        .get(1)
                        .value())
                .isEqualTo(3 + 2.5);
    }

    @Test
    void factOfAnEpisode_doesNotReplaceIt() {
        EpisodeBody told = episode("chat", "message", "a text that is long enough", null, 0);

        assertThat(rank(
                        List.of(memory("profile_fact", "told", 0, null, told.id())),
                        List.of(told),
                        List.of(),
                        "task",
                        null))
                .hasSize(2);
    }

    @Test
    void episode_isWorthThreeAndItsRecency() {
        assertThat(value(episode("chat", "message", "a text that is long enough", null, 0)))
                .isEqualTo(8);
    }

    @Test
    void chatter_isWorthLess_andNoTextIsNot() {
        assertThat(value(episode("chat", "message", "ok", null, 0))).isEqualTo(6);
        assertThat(value(episode("chat", "message", null, null, 0))).isEqualTo(8);
    }

    @Test
    void urgencyAndActions_areWorthMore() {
        assertThat(value(episode("chat", "message", "this is URGENT for all of us", null, 0)))
                .isEqualTo(10);
        assertThat(value(episode("agent", "message", "a text that is long enough", null, 0)))
                .isEqualTo(10);
        assertThat(value(episode("chat", "tool_call", "a text that is long enough", null, 0)))
                .isEqualTo(10);
    }

    @Test
    void sessions_liftAndLower() {
        EpisodeBody inSession = episode("chat", "message", "xxxxxxxxxxxxxxxxxxxxxxxxx", "s1", 0);
        assertThat(value(inSession, List.of(), "s1")).isEqualTo(14);
        assertThat(value(inSession, List.of(resolution("s1", "resolved", null)), "s2"))
                .isEqualTo(3);
        assertThat(value(inSession, List.of(resolution("s1", "open", null)), "s2"))
                .isEqualTo(12);
        assertThat(value(inSession, List.of(resolution("s1", "unresolved", null)), "s2"))
                .isEqualTo(12);
    }

    @Test
    void issueThatWasThereBefore_isLiftedAboveItsResolution() {
        EpisodeBody before = episode("chat", "message", "printer jams on tray two again", "old", 10);
        EpisodeBody now = episode("chat", "message", "printer jams on tray two", "new", 10);

        double withSummary = rank(
                        List.of(),
                        List.of(now, before),
                        List.of(resolution("old", "resolved", "cleaned tray two")),
                        "printer",
                        "new")
                .get(1)
                .value();
        double without = rank(
                        List.of(), List.of(now, before), List.of(resolution("old", "resolved", null)), "printer", "new")
                .get(1)
                .value();

        // 3 base, 5 recency, 5 for the only word of the task, 5 off for being resolved.
        assertThat(withSummary).isEqualTo(8 + 6);
        assertThat(without).isEqualTo(8 + 4);
    }

    @Test
    void summarizedEpisodes_areLeftOut() {
        EpisodeBody told = episode("chat", "message", "a text that is long enough", null, 0);

        assertThat(rank(
                        List.of(memory("episode_summary", "told", 0, null, told.id())),
                        List.of(told),
                        List.of(),
                        "task",
                        null))
                .singleElement()
                .isInstanceOf(Ranked.Memory.class);
    }

    @Test
    void equals_keepTheOrderOfTheCandidates() {
        MemoryBody first = memory("profile_fact", "b", 0, null);
        MemoryBody second = memory("profile_fact", "a", 0, null);

        assertThat(rank(List.of(first, second), List.of(), List.of(), "task", null))
                .extracting(item -> ((Ranked.Memory) item).memory())
                .containsExactly(first, second);
    }

    private static MemoryBody until(Instant end) {
        return new MemoryBody(
                UUID.randomUUID(),
                "s",
                "profile_fact",
                "x",
                "x",
                1,
                NOW,
                end,
                List.of(),
                Json.object(),
                "active",
                List.of(),
                NOW,
                NOW,
                null);
    }

    private static double value(MemoryBody memory, String task) {
        return rank(List.of(memory), List.of(), List.of(), task, null)
                .getFirst()
                .value();
    }

    private static double value(EpisodeBody episode) {
        return value(episode, List.of(), null);
    }

    private static double value(EpisodeBody episode, List<ResolutionBody> resolutions, String session) {
        return rank(List.of(), List.of(episode), resolutions, "nothing", session)
                .getFirst()
                .value();
    }

    private static List<Ranked> rank(
            List<MemoryBody> memories,
            List<EpisodeBody> episodes,
            List<ResolutionBody> resolutions,
            String task,
            String session) {
        return FormulaRanking.rank(new Candidates(memories, episodes, resolutions, Map.of()), task, session, NOW);
    }
}
