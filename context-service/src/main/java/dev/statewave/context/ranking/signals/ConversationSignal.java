package dev.statewave.context.ranking.signals;

import dev.statewave.context.retrieval.Passage;
import java.util.HashMap;
import java.util.List;

/**
 * Lifts the conversations that the hits lie in: one in which much was said of the matter tells more of it than one that
 * touches it once.
 */
public final class ConversationSignal implements Signal {

    /**
     * Of the root of what the hits of a conversation rise above the rest together, so that a long one does not win by
     * its length.
     */
    private static final double SHARE = 0.2;

    @Override
    public void add(List<Passage> passages, double[] values) {
        double floor = RelevanceThreshold.of(values);
        var risen = new HashMap<String, Double>();
        for (int i = 0; i < values.length; i++) {
            risen.merge(passages.get(i).conversation(), Math.max(0, values[i] - floor), Double::sum);
        }
        for (int i = 0; i < values.length; i++) {
            if (passages.get(i).isTurn()) {
                values[i] +=
                        SHARE * Math.sqrt(risen.getOrDefault(passages.get(i).conversation(), 0.0));
            }
        }
    }
}
