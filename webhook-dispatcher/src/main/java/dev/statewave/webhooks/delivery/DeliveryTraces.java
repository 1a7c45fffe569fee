package dev.statewave.webhooks.delivery;

import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.platform.tracing.TraceParent;
import dev.statewave.platform.tracing.TraceSpan;
import dev.statewave.platform.tracing.Tracing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The traces of events whose deliveries to endpoints lie in the database, which keeps no traces: this process remembers
 * those of the last events that it has fanned out. An attempt by another process, or after a restart, is of no trace.
 */
@Component
public class DeliveryTraces {

    /** No traces. */
    public static final DeliveryTraces NONE = new DeliveryTraces(Tracing.OFF);

    /** Events that are remembered, with some 200 bytes each. */
    private static final int MOST = 10_000;

    private final Tracing tracing;
    /** Guarded by itself. */
    private final Map<UUID, String> byEvent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, String> eldest) {
            return size() > MOST;
        }
    };

    DeliveryTraces(Tracing tracing) {
        this.tracing = tracing;
    }

    /** Null where the record is of no trace. The topic of events is public, so a record may have any value there. */
    public @Nullable String of(ConsumerRecord<String, byte[]> event) {
        if (!tracing.on()) {
            return null;
        }
        String header = RecordHeaders.text(event.headers(), RecordHeaders.TRACEPARENT);
        return TraceParent.isValid(header) ? header : null;
    }

    /** @param traceparent of the event; null for none */
    public void note(UUID event, @Nullable String traceparent) {
        if (traceparent != null) {
            synchronized (byEvent) {
                byEvent.put(event, traceparent);
            }
        }
    }

    /** An attempt at an endpoint. */
    public TraceSpan attempt(UUID event) {
        if (!tracing.on()) {
            return TraceSpan.NONE;
        }
        String traceparent;
        synchronized (byEvent) {
            traceparent = byEvent.get(event);
        }
        return tracing.record("attempt delivery", traceparent);
    }
}
