package dev.statewave.context;

import java.util.Locale;

/** What makes the vectors of questions. */
public enum EmbeddingProvider {
    /** A model in the process. */
    LOCAL,
    /** The hosted embedding model of the settings. */
    LITELLM,
    /** Vectors without a meaning, for searches and no ranking. */
    STUB,
    /** Nothing: questions have no vectors. */
    NONE;

    /** As it is written in settings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
