package dev.statewave.contract.rest;

import org.jspecify.annotations.Nullable;

/** The one shape of every error answer. */
public record ErrorEnvelope(Body error) {

    /**
     * @param code a machine tag
     * @param details null where there are none
     * @param requestId null only where the request never had one
     */
    public record Body(
            String code,
            String message,
            @Nullable Object details,
            @Nullable String requestId) {}

    public static ErrorEnvelope of(String code, String message, @Nullable Object details, @Nullable String requestId) {
        return new ErrorEnvelope(new Body(code, message, details, requestId));
    }

    public static ErrorEnvelope internal(@Nullable String requestId) {
        return of("internal_error", "An unexpected error occurred", null, requestId);
    }
}
