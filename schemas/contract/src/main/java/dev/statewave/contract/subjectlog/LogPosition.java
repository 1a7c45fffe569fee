package dev.statewave.contract.subjectlog;

import java.time.Instant;
import java.util.UUID;

/** A place on the subject log. */
public record LogPosition(int partition, long offset) {

    /**
     * The id of the erasure that the deletion at this place began. It follows from the record, so that whoever appended
     * it knows the id before the writer has come to it, and a repeat of the log makes no second one.
     */
    public UUID erasureId(Instant deletedAt) {
        return DerivedId.of("erasure", String.valueOf(partition), String.valueOf(offset), deletedAt.toString());
    }
}
