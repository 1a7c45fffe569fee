package dev.statewave.context.health;

import com.fasterxml.jackson.annotation.JsonValue;

/** The states of a subject's health, by its score. */
public enum HealthState {
    HEALTHY("healthy", 70),
    WATCH("watch", 40),
    AT_RISK("at_risk", 0);

    private final String wire;
    private final int leastScore;

    HealthState(String wire, int leastScore) {
        this.wire = wire;
        this.leastScore = leastScore;
    }

    /** The text of the API, of events and of the database. */
    @JsonValue
    public String wire() {
        return wire;
    }

    /** @param score 0 to 100 */
    static HealthState of(int score) {
        for (HealthState state : values()) {
            if (score >= state.leastScore) {
                return state;
            }
        }
        return AT_RISK;
    }
}
