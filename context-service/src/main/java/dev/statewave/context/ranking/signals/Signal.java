package dev.statewave.context.ranking.signals;

import dev.statewave.context.retrieval.Passage;
import java.util.List;

/**
 * One reason for a passage to stand in a context. What a signal adds is measured in spreads of similarity: 1 is what
 * two texts differ by at random.
 */
public interface Signal {

    /** Adds to the values what this signal finds; later signals see what earlier ones have added. */
    void add(List<Passage> passages, double[] values);
}
