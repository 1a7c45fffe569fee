package dev.statewave.context.ranking.signals;

import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.text.EntityNames;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Lifts what was said by somebody whom the question names: people seldom name themselves, so neither words nor meaning
 * tell.
 */
public final class SpeakerSignal implements Signal {

    private static final double VALUE = 0.6;

    private final Set<String> asked;

    public SpeakerSignal(String question) {
        this.asked = EntityNames.in(question);
    }

    @Override
    public void add(List<Passage> passages, double[] values) {
        if (asked.isEmpty()) {
            return;
        }
        for (int i = 0; i < values.length; i++) {
            if (!Collections.disjoint(passages.get(i).features().speakers(), asked)) {
                values[i] += VALUE;
            }
        }
    }
}
