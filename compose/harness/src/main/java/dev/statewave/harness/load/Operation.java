package dev.statewave.harness.load;

import java.util.Locale;

/** What is asked of the system. */
enum Operation {
    CONTEXT,
    SEARCH,
    INGEST;

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
