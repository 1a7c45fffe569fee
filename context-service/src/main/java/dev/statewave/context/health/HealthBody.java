package dev.statewave.context.health;

import java.util.List;

/**
 * How a subject is, as clients see it.
 *
 * @param score 0 to 100
 * @param state {@code healthy} from 70 on, {@code watch} from 40 on, else {@code at_risk}
 * @param factors what moved the score, in the fixed order in which they are looked at
 */
public record HealthBody(String subjectId, int score, HealthState state, List<Factor> factors) {

    /** How many factors go into briefs and events. */
    public static final int TOP = 3;

    /** @param impact points added to the score, negative where it takes some away */
    public record Factor(String signal, int impact, String detail) {}

    /** The first few factors. */
    public List<Factor> top() {
        return factors.subList(0, Math.min(TOP, factors.size()));
    }
}
