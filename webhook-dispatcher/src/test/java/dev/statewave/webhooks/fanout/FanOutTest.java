package dev.statewave.webhooks.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.webhooks.delivery.Delivery;
import dev.statewave.webhooks.delivery.DeliveryTraces;
import dev.statewave.webhooks.delivery.WebhookSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.kafka.core.KafkaTemplate;

class FanOutTest {

    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
                @Override
                public void close(Duration timeout) {
                    // The template closes a producer of a plain factory after each send.
                }
            };

    private final List<Delivery> stored = new ArrayList<>();

    @Test
    void endpoints_areGivenAllEventsOfOurs_whateverTheSettingsWant() {
        fanOut("", "").deliver(List.of(event("episode.created"), event("order.placed"), event("subject.deleted")));

        assertThat(stored).extracting(Delivery::event).containsExactly("episode.created", "subject.deleted");
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void event_becomesADeliveryUnderItsIdAndKey() {
        var event = event("episode.created");

        fanOut("http://x/", "").deliver(List.of(event));

        assertThat(kafka.history()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo(Topics.WEBHOOKS);
            assertThat(record.key()).isEqualTo("acme/u");
            var delivery = Json.read(record.value(), Delivery.class);
            assertThat(delivery.id()).hasToString(RecordHeaders.text(event.headers(), "ce_id"));
            assertThat(delivery.attempt()).isEqualTo(1);
            assertThat(delivery.body())
                    .isEqualTo("{\"event\":\"episode.created\","
                            + "\"timestamp\":\"2026-01-02T03:04:05.000000+00:00\",\"data\":{\"id\":\"x\"}}");
        });
    }

    @Test
    void eventNobodyAskedFor_isLeftOut() {
        fanOut("http://x/", "subject.deleted, memories.compiled")
                .deliver(List.of(event("episode.created"), event("subject.deleted")));
        fanOut("", "").deliver(List.of(event("subject.deleted")));

        assertThat(kafka.history()).singleElement().satisfies(record -> assertThat(
                        Json.read(record.value(), Delivery.class).event())
                .isEqualTo("subject.deleted"));
    }

    @Test
    void recordOfAnotherProgram_isSkipped() {
        var withoutType = event(null);
        var withATypeOfItsOwn = event("order.placed");
        withATypeOfItsOwn.headers().remove("ce_id");

        fanOut("http://x/", "").deliver(List.of(withoutType, withATypeOfItsOwn, event("episode.created")));

        assertThat(kafka.history()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "ce_id,",
        "ce_id,nonsense",
        "ce_time,",
        "ce_time,yesterday",
        "ce_subject,a\0b",
        "ce_tenantid,a\0b",
    })
    void eventThatCannotBecomeADelivery_isInvalid(String header, String text) {
        var event = event("episode.created");
        RecordHeaders.put(event.headers(), header, text);

        assertThatThrownBy(() -> fanOut("http://x/", "").deliver(List.of(event)))
                .isInstanceOf(InvalidRecordException.class);
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void eventWhoseDataIsNotJson_isInvalid() {
        for (byte[] value :
                new byte[][] {null, {}, "nonsense".getBytes(), "[".repeat(5_000).getBytes()}) {
            var event = new ConsumerRecord<>(Topics.EVENTS, 0, 0, "acme/u", value);
            event("episode.created").headers().forEach(event.headers()::add);

            assertThatThrownBy(() -> fanOut("http://x/", "").deliver(List.of(event)))
                    .isInstanceOf(InvalidRecordException.class);
        }
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void kafkaThatTakesNothing_isAnErrorSoThatTheEventsComeAgain() {
        kafka.sendException = new IllegalStateException("away");

        assertThatThrownBy(() -> fanOut("http://x/", "").deliver(List.of(event("episode.created"))))
                .hasMessageContaining("away");
    }

    private FanOut fanOut(String url, String events) {
        return new FanOut(
                new WebhookSettings(url, events, "", BigDecimal.ONE, BigDecimal.ONE, 1, true, 720),
                new KafkaTemplate<>(() -> kafka),
                stored::addAll,
                DeliveryTraces.NONE);
    }

    private static ConsumerRecord<String, byte[]> event(String type) {
        var record = new ConsumerRecord<String, byte[]>(Topics.EVENTS, 0, 0, "acme/u", "{\"id\":\"x\"}".getBytes());
        RecordHeaders.put(record.headers(), "ce_id", UUID.randomUUID().toString());
        RecordHeaders.put(record.headers(), "ce_type", type);
        RecordHeaders.put(record.headers(), "ce_tenantid", "acme");
        RecordHeaders.put(record.headers(), "ce_subject", "u");
        RecordHeaders.put(record.headers(), "ce_time", "2026-01-02T03:04:05Z");
        return record;
    }
}
