package dev.statewave.contract.failure;

import java.time.Duration;

/** The record is not due yet. It comes again after a delay; until then the rest of its partition waits behind it. */
public final class PostponedException extends RuntimeException implements RecordFailure {

    private final Duration delay;

    /** @param delay how long the record waits; positive */
    public PostponedException(Duration delay) {
        super("postponed for " + delay, null, false, false);
        this.delay = delay;
    }

    public Duration delay() {
        return delay;
    }

    @Override
    public Disposition disposition() {
        return Disposition.POSTPONE;
    }

    @Override
    public String code() {
        return "postponed";
    }
}
