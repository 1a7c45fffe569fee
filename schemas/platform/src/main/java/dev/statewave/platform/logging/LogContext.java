package dev.statewave.platform.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What the log lines of this thread are about, until it is closed: fields of each line in JSON. */
public final class LogContext implements AutoCloseable {

    private static final String REQUEST_ID = "request_id";
    private static final String TENANT = "tenant_id";
    private static final String TRACE = "trace_id";

    private final boolean trace;

    private LogContext(boolean trace) {
        this.trace = trace;
    }

    /** Null or empty for what is not known. */
    public static LogContext of(@Nullable String requestId, @Nullable String tenant) {
        put(REQUEST_ID, requestId);
        put(TENANT, tenant);
        return new LogContext(false);
    }

    /** As {@link #of(String, String)}, for a request whose trace is not that of the thread. */
    public static LogContext of(@Nullable String requestId, @Nullable String tenant, @Nullable String traceId) {
        put(REQUEST_ID, requestId);
        put(TENANT, tenant);
        put(TRACE, traceId);
        return new LogContext(traceId != null);
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
        if (trace) {
            MDC.remove(TRACE);
        }
    }
}
