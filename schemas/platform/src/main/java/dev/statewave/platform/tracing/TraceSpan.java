package dev.statewave.platform.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * A span that is under way. Where there is no trace it is {@link #NONE}, whose every method does nothing; where a trace
 * is not sampled, nothing is recorded and only its ids are passed on. What a span is told must name nobody: no text of
 * an episode, no subject.
 */
public final class TraceSpan {

    /** No trace. */
    public static final TraceSpan NONE = new TraceSpan(Span.getInvalid(), null);

    /** The field of log lines. */
    static final String TRACE_ID = "trace_id";

    private static final ThreadLocal<TraceSpan> CURRENT = new ThreadLocal<>();

    private final Span span;
    /** Null where no spans are recorded. */
    private final @Nullable Tracer tracer;

    TraceSpan(Span span, @Nullable Tracer tracer) {
        this.span = span;
        this.tracer = span.isRecording() ? tracer : null;
    }

    /** That of this thread. */
    public static TraceSpan current() {
        TraceSpan current = CURRENT.get();
        return current == null ? NONE : current;
    }

    /** That of a request whose threads change. */
    public static TraceSpan of(ContextView context) {
        return context.hasKey(TraceSpan.class) ? context.get(TraceSpan.class) : NONE;
    }

    /** Records a stage of a request as a span, where the request is traced. */
    public static <T> Mono<T> around(String name, Mono<T> stage) {
        return Mono.deferContextual(context -> {
            TraceSpan parent = of(context);
            if (parent.tracer == null) {
                return stage;
            }
            TraceSpan span = parent.child(name);
            return stage.doOnError(span::failed)
                    .doFinally(signal -> span.end())
                    .contextWrite(inner -> inner.put(TraceSpan.class, span));
        });
    }

    /** A part of this one. */
    public TraceSpan child(String name) {
        return child(name, SpanKind.INTERNAL);
    }

    /** A call of another server. */
    public TraceSpan call(String name) {
        return child(name, SpanKind.CLIENT);
    }

    /** The sending of records to Kafka. */
    public TraceSpan sending(String name) {
        return child(name, SpanKind.PRODUCER);
    }

    private TraceSpan child(String name, SpanKind kind) {
        return tracer == null
                ? this
                : new TraceSpan(
                        tracer.spanBuilder(name)
                                .setParent(Context.root().with(span))
                                .setSpanKind(kind)
                                .startSpan(),
                        tracer);
    }

    /** Of this thread, until it is closed; its log lines have the id of the trace. */
    public Active activate() {
        if (this == NONE) {
            return Active.UNCHANGED;
        }
        TraceSpan before = CURRENT.get();
        CURRENT.set(this);
        MDC.put(TRACE_ID, span.getSpanContext().getTraceId());
        return new Active(before, true);
    }

    /** The value of the header that passes the trace on; null for none. */
    public @Nullable String traceparent() {
        return this == NONE ? null : TraceParent.format(span.getSpanContext());
    }

    /** For log lines; null for none. */
    public @Nullable String traceId() {
        return this == NONE ? null : span.getSpanContext().getTraceId();
    }

    /** @param value null for one that is not known */
    public TraceSpan tell(String attribute, @Nullable String value) {
        if (tracer != null && value != null && !value.isEmpty()) {
            span.setAttribute(attribute, value);
        }
        return this;
    }

    public TraceSpan tell(String attribute, long value) {
        if (tracer != null) {
            span.setAttribute(attribute, value);
        }
        return this;
    }

    /** What its name turned out to be. */
    public TraceSpan named(String name) {
        if (tracer != null) {
            span.updateName(name);
        }
        return this;
    }

    /** Only by its type: the message of a failure may quote what it failed on. */
    public void failed(Throwable failure) {
        failed(failure.getClass().getSimpleName());
    }

    /** @param type a short word of the code and not a text from outside */
    public void failed(String type) {
        if (tracer != null) {
            span.setStatus(StatusCode.ERROR);
            span.setAttribute("error.type", type);
        }
    }

    /** One that is never ended is never exported. */
    public void end() {
        // A span that is only passed on belongs to another process.
        if (tracer != null) {
            span.end();
        }
    }

    SpanContext context() {
        return span.getSpanContext();
    }

    /** Makes a span that of a thread, until it is closed. */
    public static final class Active implements AutoCloseable {

        private static final Active UNCHANGED = new Active(null, false);

        private final @Nullable TraceSpan before;
        private final boolean changed;

        private Active(@Nullable TraceSpan before, boolean changed) {
            this.before = before;
            this.changed = changed;
        }

        @Override
        public void close() {
            if (!changed) {
                return;
            }
            if (before == null) {
                CURRENT.remove();
                MDC.remove(TRACE_ID);
            } else {
                CURRENT.set(before);
                MDC.put(TRACE_ID, before.context().getTraceId());
            }
        }
    }
}
