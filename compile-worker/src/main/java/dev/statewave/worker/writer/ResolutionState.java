package dev.statewave.worker.writer;

import java.util.Arrays;
import java.util.Locale;

/** How a session stands. */
enum ResolutionState {
    OPEN,
    RESOLVED,
    UNRESOLVED;

    /** As it is written in records and tables. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for a text that is none of these */
    static ResolutionState of(String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(
                        "resolution status '%s' is none of open, resolved and unresolved".formatted(text)));
    }
}
