package dev.statewave.context.hybrid;

/** The parts of a context, in their order and with the headings of the v1 contract. */
enum Section {
    FACTS("## About this user"),
    PROCEDURES("## Procedures"),
    HISTORY("## Recent history"),
    INTERACTIONS("## Recent interactions");

    private final String heading;

    Section(String heading) {
        this.heading = heading;
    }

    String heading() {
        return heading;
    }

    static Section of(Passage passage) {
        return switch (passage.kind()) {
            case "profile_fact" -> FACTS;
            case "procedure" -> PROCEDURES;
            case "episode" -> INTERACTIONS;
            default -> HISTORY;
        };
    }
}
