package dev.statewave.context.ranking.signals;

import dev.statewave.context.retrieval.Passage;
import java.util.List;

/**
 * Lifts the last few things a little: where nothing else tells passages apart, an agent should go on from where it
 * stood.
 */
public final class RecencySignal implements Signal {

    private static final int LAST = 10;
    private static final double VALUE = 0.6;

    @Override
    public void add(List<Passage> passages, double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] += VALUE * Math.max(0, LAST + 1 - passages.get(i).place()) / LAST;
        }
    }
}
