package dev.statewave.platform.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The value of the header {@code traceparent} of the W3C Trace Context. What is no such value counts as absent. The
 * header {@code tracestate} is not read, nor passed on.
 */
public final class TraceParent {

    public static final String HEADER = "traceparent";

    private static final int LONGEST = 256;

    private static final TextMapGetter<String> ONLY_TRACEPARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String carrier) {
            return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return key.equals(HEADER) ? carrier : null;
        }
    };

    private TraceParent() {}

    /** Whether this is a value that names a trace. */
    public static boolean isValid(@Nullable String value) {
        return read(value).isValid();
    }

    /** Of two values that name traces: whether it is the same one. */
    public static boolean sameTrace(String one, String other) {
        return read(one).getTraceId().equals(read(other).getTraceId());
    }

    /** Invalid where the value names no trace. */
    static SpanContext read(@Nullable String value) {
        return value == null || value.length() > LONGEST
                ? SpanContext.getInvalid()
                : Span.fromContext(W3CTraceContextPropagator.getInstance()
                                .extract(Context.root(), value, ONLY_TRACEPARENT))
                        .getSpanContext();
    }

    static String format(SpanContext context) {
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                + context.getTraceFlags().asHex();
    }
}
