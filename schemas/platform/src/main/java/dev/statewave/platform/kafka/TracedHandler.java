package dev.statewave.platform.kafka;

import dev.statewave.contract.failure.Disposition;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.platform.tracing.TraceSpan;
import dev.statewave.platform.tracing.Tracing;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records the handling of each record of a trace as a span. */
final class TracedHandler implements RecordHandler {

    private final String name;
    private final RecordHandler handler;
    private final Tracing tracing;

    /** @param role of the loop, which names the span */
    TracedHandler(String role, RecordHandler handler, Tracing tracing) {
        this.name = "process " + role;
        this.handler = handler;
        this.tracing = tracing;
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws Exception {
        String links = RecordHeaders.text(record.headers(), RecordHeaders.TRACE_LINKS);
        TraceSpan span = tracing.record(
                name,
                RecordHeaders.text(record.headers(), RecordHeaders.TRACEPARENT),
                links == null ? List.of() : List.of(links.split(",", 17)));
        span.tell("messaging.destination.name", record.topic())
                .tell("messaging.destination.partition.id", String.valueOf(record.partition()))
                .tell("messaging.kafka.offset", record.offset())
                .tell("statewave.request_id", RecordHeaders.text(record.headers(), RecordHeaders.REQUEST_ID));
        try (var active = span.activate()) {
            handler.handle(record);
        } catch (Throwable e) {
            if (FailureClassifier.of(e).disposition() == Disposition.POSTPONE) {
                // Nothing was done, and it comes again; a span for each look would say so for hours.
                throw e;
            }
            span.failed(e);
            span.end();
            throw e;
        }
        span.end();
    }
}
