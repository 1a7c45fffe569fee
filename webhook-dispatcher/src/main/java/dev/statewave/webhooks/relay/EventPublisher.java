package dev.statewave.webhooks.relay;

import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Publishes the events that the engine reads as CloudEvents in binary mode. A change is marked as processed only when
 * the broker has all of its events. If that fails the engine ends, and the next one reads the same changes again.
 */
@Component
class EventPublisher implements DebeziumEngine.ChangeConsumer<ChangeEvent<SourceRecord, SourceRecord>> {

    private static final Logger log = LoggerFactory.getLogger(EventPublisher.class);
    private static final URI SOURCE = URI.create("/statewave");
    private static final int ACK_SECONDS = 30;

    private final KafkaTemplate<String, byte[]> kafka;

    EventPublisher(KafkaTemplate<String, byte[]> kafka) {
        this.kafka = kafka;
    }

    @Override
    public void handleBatch(
            List<ChangeEvent<SourceRecord, SourceRecord>> changes,
            DebeziumEngine.RecordCommitter<ChangeEvent<SourceRecord, SourceRecord>> committer)
            throws InterruptedException {
        var sent = new ArrayList<CompletableFuture<?>>();
        changes.forEach(change -> records(change.value()).forEach(record -> sent.add(kafka.send(record))));
        try {
            CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get(ACK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka did not take the events: " + e.getMessage(), e);
        }
        for (var change : changes) {
            committer.markProcessed(change);
        }
        committer.markBatchFinished();
    }

    private static List<ProducerRecord<String, byte[]>> records(SourceRecord change) {
        // Heartbeats and the like carry no message.
        if (!(change.value() instanceof Struct value)
                || value.schema().field("op") == null
                || !"m".equals(value.getString("op"))) {
            return List.of();
        }
        try {
            return Arrays.stream(Json.read(bytes(value.getStruct("message").get("content")), StatewaveEvent[].class))
                    .map(EventPublisher::record)
                    .toList();
        } catch (RuntimeException e) {
            // A message of another program under the same prefix. To fail here would block all events behind it.
            log.error("A message in the write-ahead log cannot be read and is skipped: {}", e.toString());
            return List.of();
        }
    }

    private static byte[] bytes(Object content) {
        if (content instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return (byte[]) content;
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
