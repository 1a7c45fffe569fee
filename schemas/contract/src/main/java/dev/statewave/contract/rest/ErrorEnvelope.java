package dev.statewave.contract.rest;

/** The one shape of every error answer. */
public record ErrorEnvelope(Body error) {

    /**
     * @param code a machine tag
     * @param details null where there are none
     * @param requestId null only where the request never had one
     */
    public record Body(String code, String message, Object details, String requestId) {}

    public static ErrorEnvelope of(String code, String message, Object details, String requestId) {
        return new ErrorEnvelope(new Body(code, message, details, requestId));
    }

    public static ErrorEnvelope internal(String requestId) {
        return of("internal_error", "An unexpected error occurred", null, requestId);
    }
}
