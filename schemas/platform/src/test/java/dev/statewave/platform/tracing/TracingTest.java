package dev.statewave.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;

class TracingTest {

    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-";

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Queue<SpanData> exported = new ConcurrentLinkedQueue<>();
    private volatile Function<Collection<SpanData>, CompletableResultCode> collector = spans -> {
        exported.addAll(spans);
        return CompletableResultCode.ofSuccess();
    };
    private final Tracing tracing = tracing(Sampler.parentBased(Sampler.alwaysOn()));

    private Tracing tracing(Sampler sampler) {
        return new Tracing(SdkTracerProvider.builder()
                .setSampler(sampler)
                .addSpanProcessor(new SpanQueue(
                        new SpanExporter() {
                            @Override
                            public CompletableResultCode export(Collection<SpanData> spans) {
                                return collector.apply(spans);
                            }

                            @Override
                            public CompletableResultCode flush() {
                                return CompletableResultCode.ofSuccess();
                            }

                            @Override
                            public CompletableResultCode shutdown() {
                                return CompletableResultCode.ofSuccess();
                            }
                        },
                        metrics))
                .build());
    }

    @AfterEach
    void close() {
        tracing.close();
    }

    @Test
    void off_isNothingAtAll() {
        TraceSpan span = Tracing.OFF.request("GET", PARENT + "01");

        assertThat(span).isSameAs(TraceSpan.NONE);
        assertThat(span.child("x").call("y").traceparent()).isNull();
        try (var active = span.activate()) {
            assertThat(TraceSpan.current()).isSameAs(TraceSpan.NONE);
            assertThat(MDC.get("trace_id")).isNull();
        }
    }

    @Test
    void aRecord_continuesATrace_andBeginsNone() {
        assertThat(tracing.record("read", null)).isSameAs(TraceSpan.NONE);
        assertThat(tracing.record("read", "00-zero-one-02")).isSameAs(TraceSpan.NONE);

        assertThat(tracing.record("read", PARENT + "01").traceparent())
                .startsWith(PARENT.substring(0, 36))
                .doesNotStartWith(PARENT)
                .endsWith("-01");
    }

    @Test
    void whatIsNotSampled_isOnlyPassedOn() {
        TraceSpan span = tracing.record("read", PARENT + "00").child("part");
        span.tell("a", "b").failed("x");
        span.end();
        tracing.close();

        assertThat(span.traceparent()).isEqualTo(PARENT + "00");
        assertThat(exported).isEmpty();
    }

    @Test
    void aHostileHeader_beginsANewTrace() {
        TraceSpan span = tracing.request("GET", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01");

        assertThat(TraceParent.isValid(span.traceparent())).isTrue();
    }

    @Test
    void stagesOfARequest_andItsThreads_areChildren() {
        TraceSpan request = tracing.request("GET", null);
        Mono<String> stage = Mono.deferContextual(context -> {
            try (var active = TraceSpan.of(context).activate()) {
                TraceSpan.current().call("model").end();
                assertThat(MDC.get("trace_id")).isEqualTo(request.traceId());
            }
            return Mono.just("done");
        });
        TraceSpan.around("stage", stage)
                .contextWrite(context -> context.put(TraceSpan.class, request))
                .block();
        request.end();
        tracing.close();

        assertThat(MDC.get("trace_id")).isNull();
        assertThat(exported).hasSize(3).allMatch(span -> span.getTraceId().equals(request.traceId()));
        SpanData model = named("model");
        SpanData outer = named("stage");
        assertThat(model.getParentSpanId()).isEqualTo(outer.getSpanId());
        assertThat(outer.getParentSpanId()).isEqualTo(named("GET").getSpanId());
    }

    @Test
    void aFailure_isToldByItsTypeAlone() {
        TraceSpan span = tracing.request("GET", null);
        span.failed(new IllegalStateException("Ada lives in Paris"));
        span.end();
        tracing.close();

        assertThat(named("GET").toString()).contains("IllegalStateException").doesNotContain("Paris");
    }

    @Test
    void linksThatAreNone_areLeftOut() {
        String other = "00-" + "a".repeat(32) + "-00f067aa0ba902b7-01";
        tracing.record("compile", PARENT + "01", List.of(other, "no trace", "")).end();
        tracing.close();

        assertThat(named("compile").getLinks())
                .singleElement()
                .matches(link -> link.getSpanContext().getTraceId().equals("a".repeat(32)));
    }

    @Test
    void whileTheCollectorHangs_nobodyWaits_andSpansAreBounded() {
        collector = spans -> new CompletableResultCode();
        int ended = 3 * SpanQueue.LONGEST;

        long start = System.nanoTime();
        for (int i = 0; i < ended; i++) {
            tracing.request("GET", null).end();
        }

        // The exporter itself gives up after ten seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(lost("queue_full")).isGreaterThanOrEqualTo(ended - SpanQueue.LONGEST);
    }

    @Test
    void spansThatTheCollectorRefuses_areCounted() {
        collector = spans -> CompletableResultCode.ofFailure();
        tracing.request("GET", null).end();

        await().untilAsserted(() -> assertThat(lost("export_failed")).isEqualTo(1));
    }

    private double lost(String reason) {
        return metrics.get("statewave.trace.spans.lost")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private SpanData named(String name) {
        return exported.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
