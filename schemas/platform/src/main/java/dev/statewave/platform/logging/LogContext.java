package dev.statewave.platform.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What the log lines of this thread are about, until it is closed: fields of each line in JSON. */
public final class LogContext implements AutoCloseable {

    private static final String REQUEST_ID = "request_id";
    private static final String TENANT = "tenant_id";

    private LogContext() {}

    /** Null or empty for what is not known. */
    public static LogContext of(@Nullable String requestId, @Nullable String tenant) {
        put(REQUEST_ID, requestId);
        put(TENANT, tenant);
        return new LogContext();
    }

    private static void put(String field, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            MDC.put(field, value);
        }
    }

    @Override
    public void close() {
        MDC.remove(REQUEST_ID);
        MDC.remove(TENANT);
    }
}
