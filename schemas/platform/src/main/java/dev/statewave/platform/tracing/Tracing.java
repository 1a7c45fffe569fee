package dev.statewave.platform.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The traces of one deployable. A request over HTTP continues the trace of its caller or begins one, as the sampler
 * decides. Records of Kafka only continue traces: a bulk load begins none.
 */
public final class Tracing implements AutoCloseable {

    /** No traces. */
    public static final Tracing OFF = new Tracing(null);

    /** For what a stop sends off of what still waits. */
    private static final long CLOSE_SECONDS = 2;

    private final @Nullable SdkTracerProvider provider;
    private final @Nullable Tracer tracer;

    /** @param provider null for no traces */
    Tracing(@Nullable SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider == null ? null : provider.get("dev.statewave");
    }

    /** Whether there are any; where not, nothing is worth the look at a header. */
    public boolean on() {
        return tracer != null;
    }

    /** @param traceparent of the request, as it came; null for none */
    public TraceSpan request(String name, @Nullable String traceparent) {
        return tracer == null
                ? TraceSpan.NONE
                : started(tracer, name, SpanKind.SERVER, TraceParent.read(traceparent), List.of());
    }

    /**
     * The handling of a record; {@link TraceSpan#NONE} where it is of no trace.
     *
     * @param traceparent of the record, as it came; null for none
     */
    public TraceSpan record(String name, @Nullable String traceparent) {
        return record(name, traceparent, List.of());
    }

    /** @param links other traces that led to the record, as values of {@code traceparent} */
    public TraceSpan record(String name, @Nullable String traceparent, List<String> links) {
        if (tracer == null || traceparent == null) {
            return TraceSpan.NONE;
        }
        SpanContext parent = TraceParent.read(traceparent);
        if (!parent.isValid()) {
            return TraceSpan.NONE;
        }
        return parent.isSampled()
                ? started(tracer, name, SpanKind.CONSUMER, parent, links)
                : new TraceSpan(Span.wrap(parent), null);
    }

    private static TraceSpan started(
            Tracer tracer, String name, SpanKind kind, SpanContext parent, List<String> links) {
        SpanBuilder span = tracer.spanBuilder(name).setSpanKind(kind);
        if (parent.isValid()) {
            span.setParent(Context.root().with(Span.wrap(parent)));
        } else {
            span.setNoParent();
        }
        for (String link : links) {
            SpanContext other = TraceParent.read(link);
            if (other.isValid()) {
                span.addLink(other);
            }
        }
        return new TraceSpan(span.startSpan(), tracer);
    }

    /** Sends off what waits, for two seconds at most. */
    @Override
    public void close() {
        if (provider != null) {
            CompletableResultCode done = provider.shutdown();
            done.join(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
