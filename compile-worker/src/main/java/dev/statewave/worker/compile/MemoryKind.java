package dev.statewave.worker.compile;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a memory is. */
public enum MemoryKind {
    /** Something that is true of a person, a team, a product or a setup. */
    PROFILE_FACT,
    /** What happened in an episode. */
    EPISODE_SUMMARY,
    /** Steps that worked and should be repeated. */
    PROCEDURE,
    /** A reference to something that is stored elsewhere. */
    ARTIFACT_REF;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** As it is written in tables, settings and JSON. */
    @JsonValue
    public String text() {
        return text;
    }

    /** Empty for a text that is none of these. */
    public static Optional<MemoryKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findAny();
    }
}
