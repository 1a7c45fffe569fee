package dev.statewave.platform.kafka;

/** Carries what a handler threw through the container, which passes on exceptions and stops for good at an error. */
final class HandlerFailedException extends RuntimeException {

    HandlerFailedException(Throwable cause) {
        super(cause.toString(), cause, false, false);
    }
}
