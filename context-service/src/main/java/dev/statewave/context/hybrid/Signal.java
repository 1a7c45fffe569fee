package dev.statewave.context.hybrid;

import java.util.List;

/**
 * One reason for a passage to stand in a context. What a signal adds is measured in spreads of similarity: 1 is what
 * two texts differ by at random.
 */
interface Signal {

    /** Adds to the values what this signal finds; later signals see what earlier ones have added. */
    void add(List<Passage> passages, double[] values);
}
