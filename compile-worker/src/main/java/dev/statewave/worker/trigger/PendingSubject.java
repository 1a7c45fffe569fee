package dev.statewave.worker.trigger;

import java.time.Duration;

/**
 * A subject with episodes that wait to be compiled.
 *
 * @param since when the first of them was seen, milliseconds since the epoch
 * @param last when the last of them was seen, milliseconds since the epoch
 * @param partition of the log
 * @param offset of the last of them
 */
record PendingSubject(long since, long last, int partition, long offset) {

    PendingSubject and(long now, long laterOffset) {
        return new PendingSubject(since, now, partition, laterOffset);
    }

    /** Quiet for long enough, or waiting for too long. */
    boolean due(long now, Duration quiet, Duration maxWait) {
        return now - last >= quiet.toMillis() || now - since >= maxWait.toMillis();
    }
}
