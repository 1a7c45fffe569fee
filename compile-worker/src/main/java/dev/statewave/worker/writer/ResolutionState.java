package dev.statewave.worker.writer;

import dev.statewave.contract.failure.InvalidRecordException;
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

    /** @throws InvalidRecordException for a text that is none of these */
    static ResolutionState of(String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text))
                .findAny()
                .orElseThrow(() -> new InvalidRecordException(
                        "unreadable",
                        "The resolution status '%s' is none of open, resolved and unresolved.".formatted(text)));
    }
}
