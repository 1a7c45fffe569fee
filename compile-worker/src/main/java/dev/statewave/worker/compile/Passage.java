package dev.statewave.worker.compile;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A part of the text of an episode, to be found by its own words and its own vector.
 *
 * @param memory the memory that it stands for in retrieval; null where it stands for the episode alone
 * @param number its place in the episode, from 1
 * @param total how many the episode has
 * @param validTo null for no end
 */
public record Passage(
        UUID id,
        UUID episode,
        @Nullable UUID memory,
        String text,
        int number,
        int total,
        Instant validFrom,
        @Nullable Instant validTo) {

    /** As it is written in tables. */
    public static final String KIND = "passage";

    Passage validUntil(Instant end) {
        return new Passage(id, episode, memory, text, number, total, validFrom, end);
    }
}
