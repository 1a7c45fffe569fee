package dev.statewave.context.layout;

import dev.statewave.context.retrieval.Passage;

/** The parts of a context, in their order and with the headings of the v1 contract. */
public enum Section {
    FACTS("## About this user"),
    PROCEDURES("## Procedures"),
    HISTORY("## Recent history"),
    INTERACTIONS("## Recent interactions");

    private final String heading;

    Section(String heading) {
        this.heading = heading;
    }

    public String heading() {
        return heading;
    }

    public static Section of(Passage passage) {
        return switch (passage.kind()) {
            case "profile_fact" -> FACTS;
            case "procedure" -> PROCEDURES;
            case "episode" -> INTERACTIONS;
            default -> HISTORY;
        };
    }
}
