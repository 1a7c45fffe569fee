package dev.statewave.context.packing;

import static dev.statewave.context.PassageFixtures.fact;
import static dev.statewave.context.PassageFixtures.procedure;
import static dev.statewave.context.PassageFixtures.raw;
import static dev.statewave.context.PassageFixtures.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.statewave.context.Fill;
import dev.statewave.context.Layout;
import dev.statewave.context.PassageFixtures;
import dev.statewave.context.bundle.Candidate;
import dev.statewave.context.bundle.ContextBody;
import dev.statewave.context.bundle.ContextOptions;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.ranking.RankedPassage;
import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.text.TokenCounter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackingTest {

    private final TokenCounter tokens = new TokenCounter("cl100k_base");

    @Test
    void sectionsAndDays_standInTheirOrder_whateverWasWorthMore() {
        List<Passage> best = List.of(
                turn("Ines: Later.", "s", 1, 0, 0, Instant.parse("2026-05-04T12:00:00Z")),
                turn("Tomás: Earlier.", "s", 2, 0, 0, Instant.parse("2026-05-04T11:00:00Z")),
                turn("Ines: Long ago.", "r", 9, 0, 0, Instant.parse("2025-12-24T18:00:00Z")),
                fact("I live by the sea", 0, 0),
                fact("I prefer tea", 0, 0),
                procedure("Answer in Portuguese."),
                raw("just now", "s"));

        assertThat(pack(best, "s", 1_000).assembledContext()).isEqualTo("""
                ## Task
                task

                ## About this user
                - I prefer tea
                - I live by the sea

                ## Procedures
                - Answer in Portuguese.

                ## Recent history
                ### 24 December 2025
                - Ines: Long ago.
                ### 4 May 2026
                - Tomás: Earlier.
                - Ines: Later.

                ## Recent interactions
                ### Current session (s)
                - [chat/message] just now
                """);
    }

    @Test
    void budget_isNeverExceeded_andIsUsed() {
        var random = new Random(7);
        List<Passage> many = IntStream.range(0, 150)
                .mapToObj(i -> turn(
                        sentence(random, i), "s" + i / 9, i + 1, 0, 0, PassageFixtures.START.minusSeconds(30_000L * i)))
                .toList();

        for (int budget = 1; budget < 3_000; budget += 1 + budget / 7) {
            ContextBody context = pack(many, null, budget);

            assertThat(tokens.count(context.assembledContext()))
                    .as("budget %d", budget)
                    .isEqualTo(context.tokenEstimate())
                    .isLessThanOrEqualTo(budget);
            assertThat(context.tokenEstimate()).as("budget %d", budget).isGreaterThan(budget * 9 / 10 - 60);
        }
    }

    @Test
    void whatDoesNotFit_makesRoomForWhatDoes() {
        ContextBody context = pack(
                List.of(turn("too long ".repeat(60), "s", 1, 0, 0), turn("Short and sweet.", "s", 2, 0, 0)), null, 60);

        assertThat(context.assembledContext()).contains("Short and sweet.").doesNotContain("too long");
    }

    @Test
    void standingFacts_areFirst_andKeptSmall() {
        var passages = new ArrayList<Passage>();
        for (int i = 0; i < 40; i++) {
            passages.add(turn("Ines: evidence number " + i + " of the matter.", "s", i + 1, 0, 0));
        }
        for (int i = 0; i < 40; i++) {
            passages.add(fact("I prefer the thing with number " + i + " and the word w" + i, 0, 0));
        }
        ContextBody context = pack(passages, null, 500);

        assertThat(context.provenance().factIds()).isNotEmpty();
        assertThat(tokens.count(context.assembledContext()
                        .substring(0, context.assembledContext().indexOf("## Recent history"))))
                .isLessThan(80);
        assertThat(context.provenance().summaryIds()).hasSizeGreaterThan(20);
    }

    @Test
    void factThatIsAPhraseOfATurn_makesRoomForWhatIsNew() {
        Passage turn = turn("Ines: I live by the sea, the noise never stops.", "s", 1, 0, 0);
        Passage other = turn("Tomás: Then close the window, or move to the hills.", "s", 2, 0, 0);
        Passage phrase = phraseOf(turn, "I live by the sea");
        int budget = pack(List.of(turn, other), null, 500).tokenEstimate() + 1;

        assertThat(pack(List.of(phrase, turn, other), null, budget).assembledContext())
                .containsOnlyOnce("I live by the sea")
                .contains("close the window");
    }

    @Test
    void factThatIsARepeat_isToldWhereTheBudgetIsNotSpent() {
        Passage turn = turn("Ines: I live by the sea, the noise never stops.", "s", 1, 0, 0);
        Passage phrase = phraseOf(turn, "I live by the sea");
        Passage fact = fact("I like the sound of the waves at night", 0, 0);
        Passage same = fact("I like the sound of waves at night", 0, 0);

        ContextBody context = pack(List.of(phrase, turn, fact, same), null, 500);

        assertThat(context.provenance().factIds())
                .containsExactly(
                        fact.id().toString(), phrase.id().toString(), same.id().toString());
    }

    @Test
    void explanation_saysOfEachCandidateWhyItWasLeftOut() {
        Passage turn = turn("Ines: See you at the station at nine!", "s", 1, 0.5, 0.25);
        Passage same = turn("Ines: see you at the station, at nine.", "s", 2, 0, 0);
        Passage large = turn("too long ".repeat(60), "s", 3, 0, 0);
        var options = new ContextOptions(Layout.V1, Fill.BUDGET, true);

        List<Candidate> candidates =
                packAs(List.of(turn, same, large), options, 60).candidates();

        assertThat(candidates)
                .extracting(Candidate::chosen, Candidate::reason)
                .containsExactly(tuple(true, null), tuple(false, "repeat_of:" + turn.id()), tuple(false, "budget"));
        assertThat(candidates.getFirst().similarity()).isEqualTo(0.5);
        assertThat(candidates.getFirst().words()).isEqualTo(0.25);
        assertThat(pack(List.of(turn), null, 60).candidates()).isNull();
    }

    private static Passage phraseOf(Passage turn, String text) {
        UUID source = ((Passage.Source.OfMemory) turn.source())
                .body()
                .sourceEpisodeIds()
                .getFirst();
        return new Passage(
                new Passage.Source.OfMemory(PassageFixtures.memory("profile_fact", text, source)),
                "s",
                PassageFixtures.START,
                1,
                0.0,
                0,
                "");
    }

    @Test
    void repeat_isPackedOnce_andWhatIsNewTakesItsPlace() {
        ContextBody context = pack(
                List.of(
                        turn("Ines: See you at the station at nine!", "s", 1, 0, 0),
                        turn("Ines: see you at the station, at nine.", "s", 2, 0, 0),
                        turn("Tomás: Bring the tickets.", "s", 3, 0, 0)),
                null,
                500);

        assertThat(context.provenance().summaryIds()).hasSize(2);
        assertThat(context.assembledContext()).contains("Bring the tickets.");
    }

    @Test
    void facts_comeBeforeSummaries_inTheListOfFacts() {
        ContextBody context =
                pack(List.of(turn("Ines: Hello there.", "s", 1, 0, 0), fact("I live by the sea", 0, 0)), null, 500);

        assertThat(context.facts()).extracting("kind").containsExactly("profile_fact", "episode_summary");
    }

    @Test
    void taskThatIsLongerThanTheBudget_isCut() {
        ContextBody context =
                Packing.pack(new ContextRequest("s", null, "word ".repeat(700), null, 50), tokens, List.of());

        assertThat(context.tokenEstimate()).isEqualTo(50);
        assertThat(context.assembledContext()).startsWith("## Task\nword word");
    }

    private ContextBody pack(List<Passage> best, String session, int budget) {
        return packFor(best, new ContextRequest("s", null, "task", session, budget));
    }

    private ContextBody packAs(List<Passage> best, ContextOptions options, int budget) {
        return packFor(best, new ContextRequest("s", null, "task", null, budget, options));
    }

    private ContextBody packFor(List<Passage> best, ContextRequest request) {
        return Packing.pack(
                request,
                tokens,
                IntStream.range(0, best.size())
                        .mapToObj(i -> new RankedPassage(best.get(i), -i))
                        .toList());
    }

    private static String sentence(Random random, int number) {
        var sentence = new StringBuilder("Ines: ");
        for (int i = 0; i < 4 + random.nextInt(20); i++) {
            sentence.append("w").append(random.nextInt(5_000)).append(random.nextInt(8) == 0 ? "\uD83D\uDE00 " : " ");
        }
        return sentence.append(number).toString();
    }
}
