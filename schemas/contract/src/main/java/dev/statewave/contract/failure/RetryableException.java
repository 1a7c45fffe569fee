package dev.statewave.contract.failure;

/** Something that the record needs is not there yet. The record is retried without end. */
public class RetryableException extends RuntimeException implements RecordFailure {

    public RetryableException(String message) {
        super(message, null, false, false);
    }

    @Override
    public final Disposition disposition() {
        return Disposition.RETRY;
    }

    @Override
    public final String code() {
        return "not_ready";
    }
}
