package dev.statewave.worker.compile;

import java.util.Locale;

/**
 * Whether a memory holds. Conditions in SQL write the text out, because the planner matches a partial index by a
 * constant and not by a parameter.
 */
public enum MemoryStatus {
    /** It holds. */
    ACTIVE,
    /** A newer memory has taken its place. */
    SUPERSEDED,
    /** Its validity has ended. */
    TOMBSTONED;

    /** As it is written in tables. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
