package dev.statewave.platform.pauses;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whose a record is, and what it asks for.
 *
 * @param tenant empty for none
 * @param subject empty where it is about none or several
 * @param slot of two records of a subject with the same slot, one stands for both
 * @param rank the one with the higher rank does, or else the later one
 * @param happenedAt when what it tells came to be; null where it tells nothing that an erase has to find
 */
public record RecordPlace(
        String tenant,
        String subject,
        String slot,
        long rank,
        @Nullable Instant happenedAt) {}
