package dev.statewave.gateway.edge;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.platform.postgres.TransientDatabaseErrors;
import dev.statewave.platform.web.ApiErrors;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.server.ResponseStatusException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** The failures of calls to upstreams, in addition to the platform's table of errors. */
final class EdgeErrors {

    private static final int DEEPEST_CAUSE = 20;
    private static final ApiException FULL =
            ApiException.busy("The service behind this path has no room at the moment.");
    private static final ApiException DOWN =
            ApiException.unavailable("upstream", "The service behind this path does not answer at the moment.");
    private static final ApiException LATE =
            ApiException.of(504, "upstream_timeout", "The service behind this path did not answer in time.");
    private static final ApiException BROKEN =
            ApiException.of(502, "upstream_failed", "The service behind this path broke off.");

    private EdgeErrors() {}

    /** Null for an unexpected failure, which is an internal error. */
    static @Nullable ApiException of(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEEPEST_CAUSE; cause = cause.getCause(), depth++) {
            ApiException answer = known(cause);
            if (answer != null) {
                return answer;
            }
        }
        return ApiErrors.of(failure);
    }

    private static @Nullable ApiException known(Throwable failure) {
        return switch (failure) {
            case ApiException foreseen -> foreseen;
            case CallNotPermittedException open -> DOWN;
            case ConnectException refused -> DOWN;
            case PoolAcquireTimeoutException full -> FULL;
            case PoolAcquirePendingLimitException full -> FULL;
            case TimeoutException late -> LATE;
            case Throwable database
            when TransientDatabaseErrors.is(database) ->
                ApiException.unavailable("database", "The database does not answer at the moment.");
            case ResponseStatusException status -> status(status);
            // The connection broke in the middle of the answer.
            case IOException broken -> BROKEN;
            default -> null;
        };
    }

    /** Null for a status that the platform's table answers. */
    private static @Nullable ApiException status(ResponseStatusException failure) {
        return switch (failure.getStatusCode().value()) {
            case 503 -> ApiException.unavailable("upstream", "Try again in a moment.");
            case 504 -> LATE;
            default -> null;
        };
    }
}
