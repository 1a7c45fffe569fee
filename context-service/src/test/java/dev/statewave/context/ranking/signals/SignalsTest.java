package dev.statewave.context.ranking.signals;

import static dev.statewave.context.PassageFixtures.added;
import static dev.statewave.context.PassageFixtures.fact;
import static dev.statewave.context.PassageFixtures.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.statewave.context.PassageFixtures;
import dev.statewave.context.Samples;
import dev.statewave.context.retrieval.Passage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each signal by the case that it exists for. */
class SignalsTest {

    @Test
    void relevance_findsWhatIsSaidInOtherWords_andWhatOnlyTheWordsTell() {
        Passage paraphrase = turn("We tied the knot in Sintra.", "s", 1, 0.6, 0);
        Passage named = turn("Order 4711 is on its way.", "s", 2, 0.1, 0.8);
        Passage neither = turn("Nice weather.", "s", 3, 0.1, 0);

        double[] values = added(
                new RelevanceSignal("When did order 4711 and the wedding happen?", 0.1),
                List.of(paraphrase, named, neither));

        assertThat(values[0]).isGreaterThan(values[2] + 3);
        assertThat(values[1]).isGreaterThan(values[2] + 3);
    }

    @Test
    void relevance_takesWhatHasNoVectorYet_forTheAverage() {
        Passage fresh = new Passage(turn("new", "s", 1, 0, 0).source(), "s", PassageFixtures.START, 1, null, 0, "");

        assertThat(added(
                        new RelevanceSignal("q", 0.1),
                        List.of(turn("a", "s", 2, 0.2, 0), turn("b", "s", 3, 0.4, 0), fresh)))
                .containsExactly(new double[] {2, 4, 3}, within(1e-9));
    }

    @Test
    void relevance_countsThePlaceInTheDocuments() {
        Passage documented = turn("Set the limit.", "s", 1, 0.2, 0);
        Passage placed =
                new Passage(documented.source(), "s", PassageFixtures.START, 1, 0.2, 0, "Operations › Webhook retries");

        double[] values = added(new RelevanceSignal("how do webhook retries work?", 0.1), List.of(documented, placed));

        assertThat(values[1]).isGreaterThan(values[0]);
    }

    @Test
    void speakers_liftsWhatTheNamedPersonSaid_andNotWhatWasSaidToThem() {
        double[] values = added(
                new SpeakerSignal("What does Ines collect?"),
                List.of(
                        turn("Ines: Stamps, since I was six.", "s", 1, 0, 0),
                        turn("Tomás: Ines, what do you collect?", "s", 2, 0, 0)));

        assertThat(values[0]).isPositive();
        assertThat(values[1]).isZero();
    }

    @Test
    void speakers_knowsEachLineOfAnEpisodeOfSeveralMessages() {
        assertThat(added(
                        new SpeakerSignal("What did Ines say?"),
                        List.of(turn("Tomás: Hi\nInes: Stamps.", "s", 1, 0, 0)))[0])
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "What did she do on 4 May 2026?,1.5",
        "What happened on May 4th?,1.5",
        "what was on 2026-05-04,1.5",
        "on the 3rd of May,0.75",
        "What did they plan in May?,0.75",
        "in May 2026,0.75",
        "2026-05,0.75",
        "in May 2025,0",
        "on 5 May 2026,0",
        "in June,0",
        "may I ask?,0",
        "What happened in Mayfair?,0",
        "on 31 February,0"
    })
    void askedDates_liftsWhatHappenedThen(String question, double value) {
        assertThat(added(
                        new DateSignal(question, LocalDate.parse("2026-06-01")),
                        List.of(turn("We went.", "s", 1, 0, 0, Instant.parse("2026-05-04T23:00:00Z")))))
                .containsExactly(value);
    }

    @Test
    void neighbours_liftTheAnswerAfterAQuestionThatWasFound() {
        List<Passage> passages = manyAnd(
                turn("Ines: What did you paint?", "s", 12, 0, 0),
                turn("Tomás: A lake at sunrise.", "s", 11, 0, 0),
                turn("Ines: In another session.", "t", 13, 0, 0));

        double[] values = added(new NeighbourSignal(), passages, 10);

        assertThat(values[0]).isZero();
        assertThat(values[1]).isEqualTo(5);
        assertThat(values[2]).isZero();
    }

    @Test
    void neighbours_handLessToTheTurnBefore() {
        List<Passage> passages = manyAnd(turn("the answer", "s", 11, 0, 0), turn("the question", "s", 12, 0, 0));

        assertThat(added(new NeighbourSignal(), passages, 10)[1]).isEqualTo(3);
    }

    @Test
    void topics_liftTheConversationInWhichMuchWasSaidOfTheMatter() {
        List<Passage> passages = manyAnd(
                turn("hit", "s", 50, 0, 0),
                turn("hit too", "s", 60, 0, 0),
                turn("chatter", "s", 70, 0, 0),
                turn("chatter", "t", 80, 0, 0),
                fact("I use tea", 0, 0));

        double[] values = added(new ConversationSignal(), passages, 8, 8);

        assertThat(values[2]).isPositive();
        assertThat(values[3]).isZero();
        assertThat(values[4]).isZero();
    }

    @Test
    void newness_prefersTheLastTurns_whereNothingElseTellsThemApart() {
        double[] values = added(
                new RecencySignal(),
                List.of(turn("last", "s", 1, 0, 0), turn("before", "s", 2, 0, 0), turn("old", "s", 30, 0, 0)));

        assertThat(values[0]).isGreaterThan(values[1]);
        assertThat(values[1]).isGreaterThan(values[2]);
        assertThat(values[2]).isZero();
    }

    @Test
    void sessionStates_liftTheCurrentSessionMost_thenOpenIssues_andLowerResolvedOnes() {
        var states = new SessionSignal(
                "now",
                List.of(
                        Samples.resolution("open", "open", null),
                        Samples.resolution("done", "resolved", "fixed"),
                        Samples.resolution("now", "resolved", "fixed"),
                        Samples.resolution("open", "resolved", "an older state")));

        double[] values = added(
                states,
                List.of(
                        turn("a", "now", 1, 0, 0),
                        turn("b", "open", 2, 0, 0),
                        turn("c", "other", 3, 0, 0),
                        turn("d", "done", 4, 0, 0),
                        fact("of no session", 0, 0)));

        assertThat(values[0]).isGreaterThan(values[1]);
        assertThat(values[1]).isPositive();
        assertThat(values[2]).isZero();
        assertThat(values[3]).isNegative();
        assertThat(values[4]).isZero();
    }

    /** So many others that the floor of hits is where they are. */
    private static List<Passage> manyAnd(Passage... first) {
        var passages = new ArrayList<>(List.of(first));
        for (int i = 0; i < 40; i++) {
            passages.add(turn("filler " + i, "far", 1_000 + 2 * i, 0, 0));
        }
        return passages;
    }
}
