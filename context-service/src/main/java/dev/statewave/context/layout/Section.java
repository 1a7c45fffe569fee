package dev.statewave.context.layout;

import dev.statewave.context.retrieval.Passage;
import dev.statewave.context.store.MemoryKind;

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
        return switch (passage.source()) {
            case Passage.Source.OfEpisode episode -> INTERACTIONS;
            case Passage.Source.OfMemory memory ->
                switch (MemoryKind.of(memory.body())) {
                    case PROFILE_FACT -> FACTS;
                    case PROCEDURE -> PROCEDURES;
                    case EPISODE_SUMMARY, ARTIFACT_REF, OTHER -> HISTORY;
                };
        };
    }
}
