package dev.statewave.context.store;

import dev.statewave.contract.rest.MemoryBody;

/** The kinds of memories. A kind that this version does not know is {@link #OTHER}. */
public enum MemoryKind {
    PROFILE_FACT("profile_fact"),
    PROCEDURE("procedure"),
    EPISODE_SUMMARY("episode_summary"),
    /** A reference to an artifact, which has no text to show. */
    ARTIFACT_REF("artifact_ref"),
    OTHER("");

    private final String wire;

    MemoryKind(String wire) {
        this.wire = wire;
    }

    /** The text of the API and of the database. */
    public String wire() {
        return wire;
    }

    /** The kinds of the rows that clients know as this kind: a passage of an episode is a summary to them. */
    public static String[] rows(String kind) {
        return kind.equals(EPISODE_SUMMARY.wire) ? new String[] {kind, "passage"} : new String[] {kind};
    }

    public static MemoryKind of(MemoryBody memory) {
        return switch (memory.kind()) {
            case "profile_fact" -> PROFILE_FACT;
            case "procedure" -> PROCEDURE;
            case "episode_summary" -> EPISODE_SUMMARY;
            case "artifact_ref" -> ARTIFACT_REF;
            default -> OTHER;
        };
    }
}
