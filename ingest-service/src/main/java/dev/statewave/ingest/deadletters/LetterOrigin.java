package dev.statewave.ingest.deadletters;

import org.jspecify.annotations.Nullable;

/** The place of a record before it was dead-lettered, as its header {@code sw-origin} tells it. */
record LetterOrigin(String topic, int partition) {

    /** @param header {@code topic-partition@offset}; null, and any other text, for none */
    static @Nullable LetterOrigin parse(@Nullable String header) {
        int at = header == null ? -1 : header.lastIndexOf('@');
        int dash = header == null || at < 0 ? -1 : header.lastIndexOf('-', at);
        if (header == null || dash <= 0) {
            return null;
        }
        try {
            int partition = Integer.parseInt(header.substring(dash + 1, at));
            return partition < 0 ? null : new LetterOrigin(header.substring(0, dash), partition);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
