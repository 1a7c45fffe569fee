package dev.statewave.platform.web;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.platform.postgres.TransientDatabaseErrors;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.resource.NoResourceFoundException;
import org.springframework.web.server.ResponseStatusException;

/** The one table from an exception to the answer that the caller gets. */
public final class ApiErrors {

    private static final int DEEPEST_CAUSE = 20;

    private ApiErrors() {}

    /** Null where nobody foresaw it, which is answered with 500 and logged. */
    public static @Nullable ApiException of(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEEPEST_CAUSE; cause = cause.getCause(), depth++) {
            ApiException answer = known(cause);
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    private static @Nullable ApiException known(Throwable failure) {
        return switch (failure) {
            case ApiException foreseen -> foreseen;
            case DataBufferLimitException large -> ApiException.tooLarge("The request body is larger than 32 MB.");
            case CallNotPermittedException open -> unavailable(open.getCausingCircuitBreakerName());
            case NoResourceFoundException unknown -> ApiException.routeNotFound();
            case ResponseStatusException status -> status(status);
            case Throwable away when TransientDatabaseErrors.is(away) -> unavailable("database");
            default -> null;
        };
    }

    private static @Nullable ApiException status(ResponseStatusException failure) {
        if (failure.getCause() instanceof DataBufferLimitException large) {
            return known(large);
        }
        HttpStatus status = HttpStatus.resolve(failure.getStatusCode().value());
        return status != null && status.is4xxClientError()
                ? ApiException.of(status.value(), status.name().toLowerCase(Locale.ROOT), status.getReasonPhrase())
                : null;
    }

    private static ApiException unavailable(String part) {
        return switch (part) {
            case "database" -> ApiException.unavailable(part, "The database does not answer at the moment.");
            case "kafka" ->
                ApiException.unavailable(part, "Kafka does not take records at the moment; nothing was recorded.");
            default -> ApiException.unavailable(part, "The %s does not answer at the moment.".formatted(part));
        };
    }
}
