package dev.statewave.platform.postgres;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientException;
import java.util.concurrent.TimeoutException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;

/**
 * Tells a database that does not answer (unreachable, restarting, too busy: worth another try) from a statement that is
 * wrong (worth a look by whoever wrote it).
 */
public final class TransientDatabaseErrors {

    private TransientDatabaseErrors() {}

    public static boolean is(Throwable failure) {
        return switch (failure) {
            case DataAccessResourceFailureException noConnection -> true;
            case TransientDataAccessException late -> true;
            case R2dbcNonTransientResourceException closed -> true;
            case R2dbcTransientException late -> true;
            // The limit of a statement on our own side.
            case TimeoutException late -> true;
            // It was away for the last callers.
            case CallNotPermittedException open -> true;
            default -> false;
        };
    }
}
