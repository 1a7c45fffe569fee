package dev.statewave.contract.rest;

/** Names of HTTP headers between clients, the gateway and the services behind it. */
public final class Headers {

    public static final String REQUEST_ID = "X-Request-ID";
    /** What the gateway tells the services; which header a client uses is a setting of the gateway. */
    public static final String TENANT = "X-Tenant-ID";
    /** Who calls under {@code /admin}: the gateway writes it, and drops what a client sends under this name. */
    public static final String ACTOR = "Statewave-Actor";
    /** Who asks, where a request has no body to say it in; what it says goes before the body. */
    public static final String CALLER_ID = "X-Caller-Id";
    /** Of which type who asks is, such as {@code support_agent}; as {@link #CALLER_ID}. */
    public static final String CALLER_TYPE = "X-Caller-Type";
    /** {@code false} on a write that is safe in Kafka and not yet readable. */
    public static final String PERSISTED = "Statewave-Persisted";

    /** The id of the erasure that a delete began, whose certificate is at {@code /v1/erasures/{id}}. */
    public static final String ERASURE = "Statewave-Erasure";

    private Headers() {}
}
