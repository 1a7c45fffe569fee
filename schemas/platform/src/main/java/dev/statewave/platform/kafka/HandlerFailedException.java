package dev.statewave.platform.kafka;

/** Wraps what a handler threw: the container handles exceptions, but an error would stop it for ever. */
final class HandlerFailedException extends RuntimeException {

    HandlerFailedException(Throwable cause) {
        super(cause.toString(), cause, false, false);
    }
}
