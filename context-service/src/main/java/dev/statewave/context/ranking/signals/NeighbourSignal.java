package dev.statewave.context.ranking.signals;

import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.store.MemoryKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lifts what stands next to a hit in its conversation. The words of a question are often those of somebody's question,
 * and the answer is the turn after it: "What did you paint?" finds what was asked, and "A lake at sunrise" is what is
 * wanted.
 */
public final class NeighbourSignal implements Signal {

    /** What a turn hands to the one after it, and to the one before. */
    private static final double FORWARD = 0.5;

    private static final double BACKWARD = 0.3;

    @Override
    public void add(List<Passage> passages, double[] values) {
        double floor = RelevanceThreshold.of(values);
        Map<Integer, Integer> byPlace = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            if (passages.get(i).isOf(MemoryKind.EPISODE_SUMMARY)) {
                byPlace.put(passages.get(i).place(), i);
            }
        }
        double[] own = values.clone();
        byPlace.forEach((place, i) -> {
            values[i] += FORWARD * handed(passages, own, floor, byPlace.get(place + 1), i);
            values[i] += BACKWARD * handed(passages, own, floor, byPlace.get(place - 1), i);
        });
    }

    private static double handed(List<Passage> passages, double[] own, double floor, @Nullable Integer from, int to) {
        return from == null
                        || !passages.get(from)
                                .conversation()
                                .equals(passages.get(to).conversation())
                ? 0
                : Math.max(0, own[from] - floor);
    }
}
