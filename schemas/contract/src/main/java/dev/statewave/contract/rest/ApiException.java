package dev.statewave.contract.rest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that ends in an error answer. Status, code and the rest are set where it is thrown; nothing else decides on
 * them. It has no stack trace: a refused request is a normal path and must stay cheap.
 */
public final class ApiException extends RuntimeException {

    private final String message;
    private final int status;
    private final String code;
    private final transient @Nullable Object details;
    private final @Nullable Integer retryAfterSeconds;

    private ApiException(
            int status, String code, String message, @Nullable Object details, @Nullable Integer retryAfterSeconds) {
        super(message, null, false, false);
        this.message = message;
        this.status = status;
        this.code = code;
        this.details = details;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public static ApiException of(int status, String code, String message) {
        return new ApiException(status, code, message, null, null);
    }

    public static ApiException invalid(List<FieldError> errors) {
        return new ApiException(422, "validation_error", "Request validation failed", List.copyOf(errors), null);
    }

    public static ApiException notFound(String message) {
        return of(404, "not_found", message);
    }

    /** No such path, whatever its ids. */
    public static ApiException routeNotFound() {
        return of(404, "route_not_found", "Not Found");
    }

    public static ApiException tooLarge(String message) {
        return of(413, "payload_too_large", message);
    }

    /** @param part which part of the system does not answer */
    public static ApiException unavailable(String part, String message) {
        return new ApiException(503, part + "_unavailable", message, null, 2);
    }

    /**
     * A write that may or may not have been recorded.
     *
     * @param details under which keys to ask again; null where there are none
     */
    public static ApiException unconfirmed(String message, @Nullable Object details) {
        return new ApiException(503, "write_unconfirmed", message, details, 2);
    }

    /** More work than the bound of this caller allows: refused at once, with the advice to retry. */
    public static ApiException overloaded(String message) {
        return new ApiException(429, "overloaded", message, null, 1);
    }

    /** As {@link #overloaded}, where the bound is that of the whole process and says nothing of the caller. */
    public static ApiException busy(String message) {
        return new ApiException(503, "overloaded", message, null, 1);
    }

    /** @param retryAfterSeconds when the caller has room again */
    public static ApiException rateLimited(int rpm, int retryAfterSeconds) {
        return new ApiException(
                429,
                "rate_limited",
                "Rate limit exceeded. Max %d requests per minute.".formatted(rpm),
                null,
                retryAfterSeconds);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** Null where there are none. */
    public @Nullable Object details() {
        return details;
    }

    /** Null where a retry cannot help or need not wait. */
    public @Nullable Integer retryAfterSeconds() {
        return retryAfterSeconds;
    }

    @Override
    public String getMessage() {
        return message;
    }

    public ErrorEnvelope envelope(@Nullable String requestId) {
        return ErrorEnvelope.of(code, message, details, requestId);
    }
}
