package dev.statewave.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.Acknowledgment;

class DeliveryWorkerTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final WebhookSettings SETTINGS =
            new WebhookSettings("http://127.0.0.1:1/", "", "", BigDecimal.ONE, BigDecimal.ONE, 1, true);

    private final Delivery delivery =
            Delivery.of(UUID.randomUUID(), "episode.created", "acme", "u", Instant.EPOCH, Json.object());
    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer()) {
                @Override
                public void close(Duration timeout) {
                    // The template closes a producer of a plain factory after each send.
                }
            };
    private final List<String> noted = new ArrayList<>();
    private final List<Delivery> sent = new ArrayList<>();
    private final Acknowledged acknowledgment = new Acknowledged();
    private Outcome answer = Outcome.answered(500, "no", null);
    private boolean attempted;

    @Test
    void failedAttempt_isForwardedBeforeItIsNoted() {
        worker().onDelivery(record(Json.bytes(delivery)), acknowledgment);

        assertThat(kafka.history()).singleElement().satisfies(retry -> {
            assertThat(retry.topic()).isEqualTo(Topics.webhookRetry(1));
            assertThat(retry.key()).isEqualTo("acme/u");
            assertThat(Json.read(retry.value(), Delivery.class)).isEqualTo(delivery.next());
            assertThat(Long.parseLong(RecordHeaders.text(retry.headers(), RecordHeaders.NOT_BEFORE)))
                    .isBetween(NOW.toEpochMilli() + 500, NOW.toEpochMilli() + 1_500);
        });
        assertThat(noted).containsExactly("pending after 1 forwarded");
        assertThat(acknowledgment.acknowledged).isTrue();
    }

    @Test
    void lastAttempt_isADeadLetterWithItsReason() {
        worker().onDelivery(record(Json.bytes(delivery.next().next().next().next())), acknowledgment);

        assertThat(kafka.history()).singleElement().satisfies(dead -> {
            assertThat(dead.topic()).isEqualTo(Topics.WEBHOOKS_DLT);
            assertThat(RecordHeaders.text(dead.headers(), RecordHeaders.ERROR_CODE))
                    .isEqualTo("delivery_failed");
            assertThat(RecordHeaders.text(dead.headers(), RecordHeaders.ERROR_MESSAGE))
                    .isEqualTo("HTTP 500: no");
        });
        assertThat(noted).containsExactly("dead_letter after 1 forwarded");
    }

    @Test
    void repeatOfAnAttempt_isNotSentAgain() {
        attempted = true;

        worker().onDelivery(record(Json.bytes(delivery)), acknowledgment);

        assertThat(sent).isEmpty();
        assertThat(kafka.history()).isEmpty();
        assertThat(acknowledgment.acknowledged).isTrue();
    }

    @Test
    void kafkaThatTakesNothing_leavesTheRecordUnacknowledged() {
        kafka.sendException = new IllegalStateException("away");

        assertThatThrownBy(() -> worker().onDelivery(record(Json.bytes(delivery)), acknowledgment))
                .hasMessageContaining("away");

        assertThat(noted).isEmpty();
        assertThat(acknowledgment.acknowledged).isFalse();
    }

    @Test
    void recordThatIsNoDelivery_isADeadLetterAsItCame() {
        for (byte[] value : List.of("nonsense".getBytes(), "{}".getBytes(), "null".getBytes(), "".getBytes())) {
            kafka.clear();
            worker().onDelivery(record(value), acknowledgment);

            assertThat(kafka.history()).singleElement().satisfies(dead -> {
                assertThat(dead.topic()).isEqualTo(Topics.WEBHOOKS_DLT);
                assertThat(dead.value()).isEqualTo(value);
                assertThat(RecordHeaders.text(dead.headers(), RecordHeaders.ERROR_CODE))
                        .isEqualTo("invalid_delivery");
                assertThat(RecordHeaders.text(dead.headers(), RecordHeaders.ORIGIN))
                        .isEqualTo("statewave.webhooks-3@7");
            });
        }
        worker().onDelivery(record(null), acknowledgment);
        assertThat(sent).isEmpty();
        assertThat(acknowledgment.acknowledged).isTrue();
    }

    @Test
    void retryThatIsNotDue_isPutBackForAsLongAsItHasToWait() {
        var record = record(Json.bytes(delivery.next()));
        RecordHeaders.put(
                record.headers(),
                RecordHeaders.NOT_BEFORE,
                String.valueOf(NOW.plusSeconds(9).toEpochMilli()));

        worker().onDelivery(record, acknowledgment);

        assertThat(acknowledgment.nap).isEqualTo(Duration.ofSeconds(9));
        assertThat(acknowledgment.acknowledged).isFalse();
        assertThat(sent).isEmpty();
    }

    private DeliveryWorker worker() {
        var sender = new WebhookSender(SETTINGS, Clock.systemUTC()) {
            @Override
            Outcome send(Delivery delivery) {
                sent.add(delivery);
                return answer;
            }
        };
        var log = new DeliveryRepository(null, null) {
            @Override
            boolean attempted(Delivery delivery) {
                return attempted;
            }

            @Override
            void note(Delivery delivery, String status, Outcome outcome, Instant now, Instant next) {
                noted.add(status + " after " + kafka.history().size() + " forwarded");
            }
        };
        return new DeliveryWorker(
                sender,
                log,
                new KafkaTemplate<>(() -> kafka),
                SETTINGS,
                Clock.fixed(NOW, ZoneOffset.UTC),
                new SimpleMeterRegistry());
    }

    private static ConsumerRecord<String, byte[]> record(byte[] value) {
        return new ConsumerRecord<>(Topics.WEBHOOKS, 3, 7, "acme/u", value);
    }

    private static final class Acknowledged implements Acknowledgment {
        private boolean acknowledged;
        private Duration nap;

        @Override
        public void acknowledge() {
            acknowledged = true;
        }

        @Override
        public void nack(Duration sleep) {
            nap = sleep;
        }
    }
}
