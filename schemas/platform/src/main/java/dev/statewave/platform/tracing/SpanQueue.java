package dev.statewave.platform.tracing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Spans that have ended and wait for the collector. Their number is bounded: while the collector is away, or slower
 * than they come, further ones are dropped at once and counted. Whoever ends a span never waits.
 */
final class SpanQueue implements SpanProcessor {

    /** Spans that wait: some megabytes. */
    static final int LONGEST = 2_048;

    private static final int BATCH = 512;
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final Duration EXPORT_LIMIT = Duration.ofSeconds(10);

    private final AtomicInteger waiting = new AtomicInteger();
    private final BatchSpanProcessor batches;
    private final Counter dropped;

    SpanQueue(SpanExporter exporter, MeterRegistry metrics) {
        this.dropped = lost("queue_full", metrics);
        this.batches = BatchSpanProcessor.builder(
                        new Counting(exporter, waiting, exported(metrics), lost("export_failed", metrics)))
                .setMaxQueueSize(LONGEST)
                .setMaxExportBatchSize(BATCH)
                .setScheduleDelay(DELAY)
                .setExporterTimeout(EXPORT_LIMIT)
                .build();
    }

    private static Counter exported(MeterRegistry metrics) {
        return Counter.builder("statewave.trace.spans.exported")
                .description("Spans that the collector has taken")
                .register(metrics);
    }

    private static Counter lost(String reason, MeterRegistry metrics) {
        return Counter.builder("statewave.trace.spans.lost")
                .description("Spans that did not reach the collector")
                .tag("reason", reason)
                .register(metrics);
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        // Only ended spans are exported.
    }

    @Override
    public boolean isStartRequired() {
        return false;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) {
            return;
        }
        if (waiting.incrementAndGet() > LONGEST) {
            waiting.decrementAndGet();
            dropped.increment();
        } else {
            batches.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    @Override
    public CompletableResultCode forceFlush() {
        return batches.forceFlush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return batches.shutdown();
    }

    /** Counts what becomes of each span. */
    private record Counting(SpanExporter exporter, AtomicInteger waiting, Counter exported, Counter failed)
            implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            CompletableResultCode result = exporter.export(spans);
            result.whenComplete(() -> {
                waiting.addAndGet(-count);
                (result.isSuccess() ? exported : failed).increment(count);
            });
            return result;
        }

        @Override
        public CompletableResultCode flush() {
            return exporter.flush();
        }

        @Override
        public CompletableResultCode shutdown() {
            return exporter.shutdown();
        }
    }
}
