package dev.statewave.context.ranking;

import dev.statewave.context.retrieval.Passage;
import java.util.Map;

/**
 * A passage and what it is worth for the task.
 *
 * @param value what all signals add up to
 * @param bearing what the signals add up to that look at nothing but the passage and the task
 * @param signals what each of them has added, by its name; empty where nobody asked for it
 */
public record RankedPassage(Passage passage, double value, double bearing, Map<String, Double> signals) {

    public RankedPassage(Passage passage, double value) {
        this(passage, value, value, Map.of());
    }
}
