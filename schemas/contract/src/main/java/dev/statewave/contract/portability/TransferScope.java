package dev.statewave.contract.portability;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Which part of a subject is copied. Sources have no rows of their own: episodes carry theirs. */
public enum TransferScope {
    EPISODES,
    MEMORIES,
    EPISODES_AND_MEMORIES,
    EPISODES_MEMORIES_SOURCES;

    /** The texts of the API. */
    public static final Set<String> TEXTS =
            Arrays.stream(values()).map(TransferScope::text).collect(Collectors.toUnmodifiableSet());

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static TransferScope of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    public boolean hasEpisodes() {
        return this != MEMORIES;
    }

    public boolean hasMemories() {
        return this != EPISODES;
    }

    /** The part of these contents; resolutions go with the episodes of their sessions. */
    public SubjectContents of(SubjectContents all) {
        return new SubjectContents(
                        hasEpisodes() ? all.episodes() : List.of(),
                        hasMemories() ? all.memories() : List.of(),
                        hasEpisodes() ? all.resolutions() : List.of())
                .settled();
    }
}
