package dev.statewave.harness.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What one of the filled subjects has. It follows from the subject's number alone, so more subjects are the same ones
 * and some others.
 *
 * @param episodes how many, 6 to 600
 * @param sessions over how many conversations they are spread, in order
 */
record SubjectPlan(int number, int episodes, int sessions) {

    private static final int FEWEST = 6;
    private static final int MOST = 600;
    /**
     * Of the Pareto distribution, which is what Zipf's is for sizes: some 15 episodes on average, and more than 100 for
     * one subject in a hundred.
     */
    private static final double SHAPE = 1.6;

    private static final int USUAL_SESSIONS = 4;
    private static final int SESSION_OF_LARGE = 30;
    private static final Duration PAST = Duration.ofDays(90);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(4);

    /**
     * An episode of the plan.
     *
     * @param index its place among the episodes of its subject, from 0
     * @param text the number of its text in a pool; no two of a subject are alike as long as the pool is larger than
     *     the subject
     */
    record Planned(int index, int text, Instant at) {}

    static SubjectPlan of(int number) {
        var random = new SplittableRandom(number);
        int episodes = (int) Math.min(MOST, FEWEST * Math.pow(1 - random.nextDouble(), -1 / SHAPE));
        return new SubjectPlan(
                number, episodes, Math.max(random.nextInt(2, USUAL_SESSIONS + 1), episodes / SESSION_OF_LARGE));
    }

    String subject() {
        return "load:" + number;
    }

    /**
     * The episodes of one session, oldest first.
     *
     * @param session from 0
     * @param now the end of the 90 days that the sessions are spread over
     * @param texts how many the pool has
     */
    List<Planned> session(int session, Instant now, int texts) {
        var random = new SplittableRandom(31L * number + session);
        int from = episodes * session / sessions;
        int to = episodes * (session + 1) / sessions;
        // The first half of the session's share of the time, so that it ends before the next one begins.
        Instant at =
                now.minus(PAST).plusMillis((long) (PAST.toMillis() * (session + random.nextDouble() / 2) / sessions));
        int first = new SplittableRandom(~number).nextInt(texts);
        var planned = new ArrayList<Planned>(to - from);
        for (int index = from; index < to; index++) {
            planned.add(new Planned(index, (first + index) % texts, at));
            at = at.plusMillis(random.nextLong(1_000, LONGEST_PAUSE.toMillis()));
        }
        return planned;
    }
}
