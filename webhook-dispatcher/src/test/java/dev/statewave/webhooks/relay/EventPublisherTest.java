package dev.statewave.webhooks.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.platform.tracing.Tracing;
import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.KafkaTemplate;

class EventPublisherTest {

    private static final String ID = "8f14e45f-ceea-467f-a8d5-0c4a9a4b4e0f";
    private static final String EVENT =
            "{\"id\":\"" + ID + "\",\"type\":\"episode.created\",\"tenant\":\"a/b\",\"subject\":\"ü\","
                    + "\"time\":\"2026-01-02T03:04:05Z\",\"data\":{\"id\":\"x\"},\"request_id\":\"r1\"}";
    private static final Schema MESSAGE =
            SchemaBuilder.struct().field("content", Schema.BYTES_SCHEMA).build();
    private static final Schema ENVELOPE = SchemaBuilder.struct()
            .field("op", Schema.STRING_SCHEMA)
            .field("message", MESSAGE)
            .build();

    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
                @Override
                public void close(Duration timeout) {
                    // The template closes a producer of a plain factory after each send.
                }
            };
    private final MockProducer<String, byte[]> letters =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final EventPublisher publisher = new EventPublisher(
            new KafkaTemplate<>(() -> kafka),
            new DeadLetterPublisher(() -> letters, new SimpleMeterRegistry()),
            Tracing.OFF);
    private final Committed committed = new Committed();

    @Test
    void event_isACloudEventInBinaryMode() throws Exception {
        publisher.handleBatch(List.of(change("[" + EVENT + "]")), committed);

        assertThat(kafka.history()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo(Topics.EVENTS);
            assertThat(record.key()).isEqualTo("a%2Fb/ü");
            assertThat(new String(record.value(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":\"x\"}");
            Map.of(
                            "ce_specversion",
                            "1.0",
                            "ce_id",
                            ID,
                            "ce_source",
                            "/statewave",
                            "ce_type",
                            "episode.created",
                            "ce_subject",
                            "ü",
                            "ce_time",
                            "2026-01-02T03:04:05Z",
                            "ce_tenantid",
                            "a/b",
                            "content-type",
                            "application/json",
                            RecordHeaders.REQUEST_ID,
                            "r1")
                    .forEach((name, value) -> assertThat(RecordHeaders.text(record.headers(), name))
                            .as(name)
                            .isEqualTo(value));
        });
        assertThat(committed.processed).isEqualTo(1);
    }

    @Test
    void eventWithoutSubject_hasItsIdAsKey() throws Exception {
        publisher.handleBatch(List.of(change("[" + EVENT.replace("\"subject\":\"ü\",", "") + "]")), committed);

        assertThat(kafka.history()).singleElement().satisfies(record -> assertThat(record.key())
                .isEqualTo(ID));
    }

    /** The slot would return it again, so an error would block all events behind it. */
    @Test
    void malformedMessage_isDeadLetteredAndTheNextIsPublished() throws Exception {
        var contents =
                List.of("", "nonsense", "{}", "[null]", "[{}]", "[{\"id\":\"" + ID + "\"}]", "[7]", "[".repeat(5_000));
        for (String content : contents) {
            publisher.handleBatch(List.of(change(content), change("[" + EVENT + "]")), committed);
        }

        assertThat(kafka.history()).hasSize(contents.size());
        assertThat(committed.processed).isEqualTo(2 * contents.size());
        assertThat(letters.history()).hasSize(contents.size()).allSatisfy(letter -> {
            assertThat(letter.topic()).isEqualTo(Topics.EVENTS_DLT);
            assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ERROR_CODE))
                    .isEqualTo("invalid_event");
            assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ORIGIN))
                    .isEqualTo("postgresql-wal-0@26738648");
        });
    }

    @Test
    void malformedEvent_isDeadLetteredAloneFromItsMessage() throws Exception {
        publisher.handleBatch(List.of(change("[" + EVENT + ",{\"a\":1}," + EVENT + "]")), committed);

        assertThat(kafka.history()).hasSize(2);
        assertThat(letters.history()).singleElement().satisfies(letter -> assertThat(
                        new String(letter.value(), StandardCharsets.UTF_8))
                .isEqualTo("{\"a\":1}"));
    }

    @Test
    void eventThatIsTooLargeForKafka_isDeadLettered() throws Exception {
        kafka.sendException = new RecordTooLargeException("9000000 bytes");

        publisher.handleBatch(List.of(change("[" + EVENT + "]")), committed);

        assertThat(committed.processed).isEqualTo(1);
        assertThat(letters.history()).singleElement().satisfies(letter -> {
            assertThat(letter.topic()).isEqualTo(Topics.EVENTS_DLT);
            assertThat(letter.key()).isEqualTo("a%2Fb/ü");
            assertThat(RecordHeaders.text(letter.headers(), "ce_id")).isEqualTo(ID);
            assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ERROR_CODE))
                    .isEqualTo("event_too_large");
        });
    }

    @Test
    void batchOfWhichAnEventFails_isNotDeadLetteredYet() {
        kafka.sendException = new IllegalStateException("away");

        assertThatThrownBy(
                        () -> publisher.handleBatch(List.of(change("nonsense"), change("[" + EVENT + "]")), committed))
                .hasMessageContaining("away");

        assertThat(letters.history()).isEmpty();
        assertThat(committed.processed).isZero();
    }

    @Test
    void eventThatTheBrokerDoesNotTake_doesNotCountAsRead() {
        kafka.sendException = new IllegalStateException("away");

        assertThatThrownBy(() -> publisher.handleBatch(List.of(change("[" + EVENT + "]")), committed))
                .hasMessageContaining("away");

        assertThat(committed.processed).isZero();
    }

    private static ChangeEvent<SourceRecord, SourceRecord> change(String content) {
        var message = new Struct(MESSAGE).put("content", content.getBytes(StandardCharsets.UTF_8));
        var value = new Struct(ENVELOPE).put("op", "m").put("message", message);
        var record = new SourceRecord(Map.of(), Map.of("lsn", 26738648L), "statewave.message", ENVELOPE, value);
        return new ChangeEvent<>() {
            @Override
            public SourceRecord key() {
                return null;
            }

            @Override
            public SourceRecord value() {
                return record;
            }

            @Override
            public String destination() {
                return record.topic();
            }

            @Override
            public Integer partition() {
                return null;
            }
        };
    }

    private static final class Committed
            implements DebeziumEngine.RecordCommitter<ChangeEvent<SourceRecord, SourceRecord>> {
        private int processed;

        @Override
        public void markProcessed(ChangeEvent<SourceRecord, SourceRecord> record) {
            processed++;
        }

        @Override
        public void markBatchFinished() {}

        @Override
        public void markProcessed(ChangeEvent<SourceRecord, SourceRecord> record, DebeziumEngine.Offsets offsets) {
            processed++;
        }

        @Override
        public DebeziumEngine.Offsets buildOffsets() {
            return null;
        }
    }
}
