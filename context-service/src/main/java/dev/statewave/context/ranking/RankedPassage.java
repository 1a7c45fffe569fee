package dev.statewave.context.ranking;

import dev.statewave.context.retrieval.Passage;
import java.util.Map;

/**
 * A passage and what it is worth for the task.
 *
 * @param value what all signals add up to
 * @param signals what each of them has added, by its name; empty where nobody asked for it
 */
public record RankedPassage(Passage passage, double value, Map<String, Double> signals) {

    public RankedPassage(Passage passage, double value) {
        this(passage, value, Map.of());
    }
}
