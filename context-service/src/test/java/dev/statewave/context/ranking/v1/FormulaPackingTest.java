package dev.statewave.context.ranking.v1;

import static dev.statewave.context.Samples.episode;
import static dev.statewave.context.Samples.memory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.statewave.context.bundle.ContextBody;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.text.TokenCounter;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormulaPackingTest {

    private final TokenCounter tokens = new TokenCounter("cl100k_base");
    private final FormulaPacking assembly = new FormulaPacking(tokens);

    @Test
    void allSections_standInTheirOrder() {
        List<Ranked> items = List.of(
                of(memory("episode_summary", "user: first\n\n  assistant: middle  \nlast", 0, null)),
                of(memory("profile_fact", "likes tea", 0, null)),
                of(memory("procedure", "ask twice", 0, null)),
                of(memory("profile_fact", "is Ada", 0, null)),
                new Ranked.Episode(episode("chat", "message", "hello", "s2", 0), 1),
                new Ranked.Episode(episode("chat", "note", null, "s1", 0), 1));

        assertThat(assembly.assemble(new ContextRequest("s", null, "do it", "s1", 1_000), items)
                        .assembledContext())
                .isEqualTo("""
                ## Task
                do it

                ## About this user
                - likes tea
                - is Ada

                ## Procedures
                - ask twice

                ## Recent history
                - first → last

                ## Recent interactions
                ### Current session (s1)
                - [chat/note] (no text content)
                ### Previous interactions
                - [chat/message] hello
                """);
    }

    @Test
    void withoutSession_episodesFollowTheHeadingDirectly() {
        assertThat(assembly.assemble(
                                new ContextRequest("s", null, "t", null, 1_000),
                                List.of(new Ranked.Episode(episode("chat", "message", "hello", "s2", 0), 1)))
                        .assembledContext())
                .isEqualTo("## Task\nt\n\n## Recent interactions\n- [chat/message] hello\n");
    }

    @Test
    void nothingKnown_isTheTaskAlone() {
        ContextBody context = assembly.assemble(new ContextRequest("s", null, "t", null, 1), List.of());

        assertThat(context.assembledContext()).isEqualTo("## Task\nt\n");
        assertThat(context.tokenEstimate()).isEqualTo(tokens.count("## Task\nt\n"));
    }

    @Test
    void itemThatDoesNotFit_isPassedOverAndALaterOneTaken() {
        MemoryBody large = memory("profile_fact", "word ".repeat(200), 0, null);
        MemoryBody small = memory("profile_fact", "small", 0, null);
        int budget = tokens.count("## Task\nt\n") + tokens.count("- small") + 10;

        assertThat(assembly.assemble(new ContextRequest("s", null, "t", null, budget), List.of(of(large), of(small)))
                        .facts())
                .containsExactly(small);
        assertThat(assembly.assemble(
                                new ContextRequest("s", null, "t", null, budget - 1), List.of(of(large), of(small)))
                        .facts())
                .isEmpty();
    }

    @Test
    void reserve_isHeldBackOnceAndNotForEachItem() {
        MemoryBody one = memory("profile_fact", "one", 0, null);
        MemoryBody two = memory("profile_fact", "two", 0, null);
        MemoryBody three = memory("profile_fact", "three", 0, null);
        int budget = tokens.count("## Task\nt\n")
                + tokens.count("- one")
                + tokens.count("- two")
                + tokens.count("- three")
                + 10;

        assertThat(assembly.assemble(
                                new ContextRequest("s", null, "t", null, budget), List.of(of(one), of(two), of(three)))
                        .facts())
                .containsExactly(one, two, three);
        assertThat(assembly.assemble(
                                new ContextRequest("s", null, "t", null, budget - 1),
                                List.of(of(one), of(two), of(three)))
                        .facts())
                .containsExactly(one, two);
    }

    @Test
    void headings_areNotCharged_soTheEstimateMayExceedTheBudget() {
        List<Ranked> items = List.of(
                of(memory("profile_fact", "a", 0, null)),
                of(memory("procedure", "b", 0, null)),
                of(memory("episode_summary", "c", 0, null)),
                new Ranked.Episode(episode("c", "m", "d", "s1", 0), 1));
        int budget = tokens.count("## Task\nt\n")
                + tokens.count("- a")
                + tokens.count("- b")
                + tokens.count("- c")
                + tokens.count("- [c/m] d")
                + 10;

        ContextBody context = assembly.assemble(new ContextRequest("s", null, "t", "s1", budget), items);

        assertThat(context.episodes()).hasSize(1);
        assertThat(context.tokenEstimate())
                .isEqualTo(tokens.count(context.assembledContext()))
                .isGreaterThan(budget);
    }

    @Test
    void sessions_areThoseOfTheEpisodesTaken() {
        EpisodeBody late = episode("c", "m", "late", "s1", 1);
        EpisodeBody early = episode("c", "m", "early", "s1", 9);

        assertThat(assembly.assemble(
                                new ContextRequest("s", null, "t", null, 1_000),
                                List.of(
                                        new Ranked.Episode(late, 3),
                                        new Ranked.Episode(episode("c", "m", "none", null, 0), 2),
                                        new Ranked.Episode(early, 1)))
                        .sessions())
                .containsExactly(new ContextBody.Session("s1", 2, early.createdAt(), late.createdAt()));
    }

    @Test
    void facts_areFollowedBySummaries_andProvenanceKeepsThemApart() {
        MemoryBody summary = memory("episode_summary", "told", 0, null);
        MemoryBody fact = memory("profile_fact", "true", 0, null);

        ContextBody context =
                assembly.assemble(new ContextRequest("s", null, "t", null, 1_000), List.of(of(summary), of(fact)));

        assertThat(context.facts()).containsExactly(fact, summary);
        assertThat(context.provenance().factIds()).containsExactly(fact.id().toString());
        assertThat(context.provenance().summaryIds())
                .containsExactly(summary.id().toString());
    }

    @Test
    void episodeText_isCutAtCodePoints() {
        List<Ranked> items = List.of(new Ranked.Episode(episode("c", "m", "😀".repeat(200), null, 0), 1));
        String text = assembly.assemble(new ContextRequest("s", null, "t", null, 1_000), items)
                .assembledContext();

        assertThat(text).contains("- [c/m] " + "😀".repeat(150) + "\n");
    }

    @Test
    void specialTokens_areOrdinaryText() {
        assertThat(assembly.assemble(new ContextRequest("s", null, "<|endoftext|>", null, 100), List.of())
                        .tokenEstimate())
                .isGreaterThan(5);
    }

    private static Ranked of(MemoryBody memory) {
        return new Ranked.Memory(memory, 1);
    }
}
