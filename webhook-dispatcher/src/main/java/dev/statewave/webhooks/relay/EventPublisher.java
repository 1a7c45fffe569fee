package dev.statewave.webhooks.relay;

import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.platform.tracing.TraceSpan;
import dev.statewave.platform.tracing.Tracing;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Publishes the events that the engine reads as CloudEvents in binary mode. A change is marked as processed only when
 * the broker has all of its events. If that fails the engine ends, and the next one reads the same changes again. An
 * event that can never be published, because it is malformed or too large, is dead-lettered.
 */
@Component
class EventPublisher implements DebeziumEngine.ChangeConsumer<ChangeEvent<SourceRecord, SourceRecord>> {

    /** Names the relay in the headers of a dead letter. */
    static final String STAGE = "statewave-event-relay";
    /** Stands for a topic in the origin of a dead letter; the offset is the log sequence number. */
    static final String WRITE_AHEAD_LOG = "postgresql-wal";

    private static final URI SOURCE = URI.create("/statewave");
    private static final int ACK_SECONDS = 30;

    private final KafkaTemplate<String, byte[]> kafka;
    private final DeadLetterPublisher deadLetters;
    private final Tracing tracing;

    EventPublisher(KafkaTemplate<String, byte[]> kafka, DeadLetterPublisher deadLetters, Tracing tracing) {
        this.tracing = tracing;
        this.kafka = kafka;
        this.deadLetters = deadLetters;
        deadLetters.expect(WRITE_AHEAD_LOG, STAGE);
    }

    private record DeadLetter(
            ConsumerRecord<String, byte[]> record,
            String code,
            @Nullable String message) {}

    private record Sent(ProducerRecord<String, byte[]> event, long position, CompletableFuture<?> acknowledged) {}

    @Override
    public void handleBatch(
            List<ChangeEvent<SourceRecord, SourceRecord>> changes,
            DebeziumEngine.RecordCommitter<ChangeEvent<SourceRecord, SourceRecord>> committer)
            throws InterruptedException {
        var sent = new ArrayList<Sent>();
        var dead = new ArrayList<DeadLetter>();
        for (var change : changes) {
            byte[] content = content(change.value());
            if (content != null) {
                publish(content, position(change.value()), sent, dead);
            }
        }
        await(sent, dead);
        // After the events: if one of them fails, the batch is read again and must not be dead-lettered twice.
        for (DeadLetter letter : dead) {
            deadLetters.publish(Topics.EVENTS_DLT, letter.record(), STAGE, letter.code(), letter.message());
        }
        for (var change : changes) {
            committer.markProcessed(change);
        }
        committer.markBatchFinished();
    }

    /** Null for heartbeats and the like, which carry no message. */
    private static byte @Nullable [] content(SourceRecord change) {
        if (!(change.value() instanceof Struct value)
                || value.schema().field("op") == null
                || !"m".equals(value.getString("op"))) {
            return null;
        }
        if (value.getStruct("message").get("content") instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return value.getStruct("message").getBytes("content");
    }

    private static long position(SourceRecord change) {
        return change.sourceOffset() != null && change.sourceOffset().get("lsn") instanceof Number lsn
                ? lsn.longValue()
                : 0;
    }

    private void publish(byte[] content, long position, List<Sent> sent, List<DeadLetter> dead) {
        JsonNode events;
        try {
            events = Json.tree(content);
        } catch (JacksonException e) {
            dead.add(malformed(content, position, e));
            return;
        }
        if (!events.isArray()) {
            dead.add(malformed(content, position, new IllegalArgumentException("not an array of events")));
            return;
        }
        for (JsonNode event : events) {
            ProducerRecord<String, byte[]> record;
            TraceSpan span;
            try {
                StatewaveEvent read = Json.MAPPER.treeToValue(event, StatewaveEvent.class);
                record = record(read);
                span = span(read);
            } catch (RuntimeException | StackOverflowError e) {
                dead.add(malformed(Json.bytes(event), position, e));
                continue;
            }
            if (span.traceparent() != null) {
                RecordHeaders.put(record.headers(), RecordHeaders.TRACEPARENT, span.traceparent());
            }
            CompletableFuture<?> acknowledged = send(record);
            sent.add(new Sent(
                    record,
                    position,
                    span == TraceSpan.NONE ? acknowledged : acknowledged.whenComplete((done, e) -> end(span, e))));
        }
    }

    private TraceSpan span(StatewaveEvent event) {
        return tracing.record("relay " + Topics.EVENTS, event.traceparent())
                .tell("statewave.event.type", event.type())
                .tell("statewave.event.id", event.id().toString())
                .tell("statewave.tenant_id", event.tenant())
                .tell("statewave.request_id", event.requestId());
    }

    private static void end(TraceSpan span, @Nullable Throwable failure) {
        if (failure != null) {
            span.failed(failure);
        }
        span.end();
    }

    // The template throws what the producer finds out at once, such as that a record is too large.
    private CompletableFuture<?> send(ProducerRecord<String, byte[]> record) {
        try {
            return kafka.send(record);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static DeadLetter malformed(byte[] value, long position, Throwable cause) {
        return new DeadLetter(
                new ConsumerRecord<>(WRITE_AHEAD_LOG, 0, position, null, value), "invalid_event", cause.toString());
    }

    private static void await(List<Sent> sent, List<DeadLetter> dead) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ACK_SECONDS);
        for (Sent event : sent) {
            try {
                event.acknowledged().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                if (!tooLarge(e)) {
                    throw new IllegalStateException("Kafka did not take the events: " + e.getMessage(), e);
                }
                dead.add(new DeadLetter(origin(event), "event_too_large", e.getMessage()));
            }
        }
    }

    private static ConsumerRecord<String, byte[]> origin(Sent sent) {
        var record = new ConsumerRecord<>(
                WRITE_AHEAD_LOG,
                0,
                sent.position(),
                sent.event().key(),
                sent.event().value());
        sent.event().headers().forEach(header -> record.headers().add(header));
        return record;
    }

    private static boolean tooLarge(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return true;
            }
        }
        return false;
    }

    private static ProducerRecord<String, byte[]> record(StatewaveEvent event) {
        String key = event.subject() == null
                ? event.id().toString()
                : SubjectKey.of(event.tenant(), event.subject()).encoded();
        var cloudEvent = CloudEventBuilder.v1()
                .withId(event.id().toString())
                .withSource(SOURCE)
                .withType(event.type())
                .withTime(event.time().atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(Json.bytes(event.data()));
        if (event.subject() != null) {
            cloudEvent.withSubject(event.subject());
        }
        if (event.tenant() != null) {
            cloudEvent.withExtension("tenantid", event.tenant());
        }
        ProducerRecord<String, byte[]> record =
                KafkaMessageFactory.<String>createWriter(Topics.EVENTS, key).writeBinary(cloudEvent.build());
        RecordHeaders.put(record.headers(), RecordHeaders.REQUEST_ID, event.requestId());
        return record;
    }
}
