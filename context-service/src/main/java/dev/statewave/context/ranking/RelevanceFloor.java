package dev.statewave.context.ranking;

import java.util.List;

/**
 * What a passage has to be worth to bear on the task, learned from nothing but the scores of the subject's own
 * passages. Nearly all passages of a subject have nothing to do with a task, so their median is what chance gives; the
 * best one is what this subject has to say. What lies near to chance does not bear on the task.
 */
public final class RelevanceFloor {

    /** Of the way from chance to the best one. Measured; see docs/retrieval.md. */
    private static final double SHARE = 0.3;

    private RelevanceFloor() {}

    /** Of {@link RankedPassage#bearing()}; zero where there are no passages. */
    public static double of(List<RankedPassage> ranked) {
        double[] sorted =
                ranked.stream().mapToDouble(RankedPassage::bearing).sorted().toArray();
        if (sorted.length == 0) {
            return 0;
        }
        double chance = sorted[(sorted.length - 1) / 2];
        return chance + SHARE * (sorted[sorted.length - 1] - chance);
    }
}
