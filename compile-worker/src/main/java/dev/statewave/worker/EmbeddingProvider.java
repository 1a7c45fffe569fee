package dev.statewave.worker;

import java.util.Locale;

/** What makes the vectors of memories. */
public enum EmbeddingProvider {
    /** A model in the process. */
    LOCAL,
    /** The hosted embedding model of the settings. */
    LITELLM,
    /** Vectors without a meaning, for tests. */
    STUB,
    /** Nothing: memories have no vectors. */
    NONE;

    /** As it is written in settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
