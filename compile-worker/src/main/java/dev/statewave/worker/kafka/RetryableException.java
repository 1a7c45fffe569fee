package dev.statewave.worker.kafka;

/** A failure that is not the fault of the command: the command is retried, however often. */
public abstract class RetryableException extends RuntimeException {

    protected RetryableException(String message) {
        super(message, null, false, false);
    }
}
