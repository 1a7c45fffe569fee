package dev.statewave.contract.failure;

/**
 * A failure that knows what is to happen to its record. It is decided where the failure is thrown, not where it is
 * caught.
 */
public interface RecordFailure {

    Disposition disposition();

    /** An error code as in the HTTP error envelope; it stands in the headers of a dead letter. */
    String code();
}
