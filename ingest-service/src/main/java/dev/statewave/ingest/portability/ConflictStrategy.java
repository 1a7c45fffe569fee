package dev.statewave.ingest.portability;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What happens where the target of a copy has data already. */
public enum ConflictStrategy {
    /** The copy goes beside it, under a name of its own. */
    CREATE_COPY,
    /** The copy is added to it. */
    MERGE,
    /** Nothing is copied. */
    CANCEL;

    /** The texts of the API. */
    public static final Set<String> TEXTS =
            Arrays.stream(values()).map(ConflictStrategy::text).collect(Collectors.toUnmodifiableSet());

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ConflictStrategy of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
