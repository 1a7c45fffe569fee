package dev.statewave.platform.postgres;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.util.concurrent.TimeoutException;

/** Tells a database that does not answer, so that a retry may help, from a statement or a value that is wrong. */
public final class TransientDatabaseErrors {

    private TransientDatabaseErrors() {}

    public static boolean is(Throwable failure) {
        return switch (failure) {
            // Our own limit on a statement.
            case TimeoutException late -> true;
            // The circuit breaker is open.
            case CallNotPermittedException open -> true;
            default -> DatabaseFailure.of(failure) == DatabaseFailure.TRANSIENT;
        };
    }
}
