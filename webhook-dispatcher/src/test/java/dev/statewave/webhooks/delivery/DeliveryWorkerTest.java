package dev.statewave.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.failure.PostponedException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.webhooks.sending.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.sql.SQLException;
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
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.kafka.core.KafkaTemplate;

class DeliveryWorkerTest {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final WebhookSettings SETTINGS =
            new WebhookSettings("http://127.0.0.1:1/", "", "", BigDecimal.ONE, BigDecimal.ONE, 1, true, 720);

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
    private Outcome answer = Outcome.answered(500, "no", null);
    private boolean attempted;
    private RuntimeException refusal;

    @Test
    void failedAttempt_isForwardedBeforeItIsNoted() {
        worker().deliver(record(Json.bytes(delivery)));

        assertThat(kafka.history()).singleElement().satisfies(retry -> {
            assertThat(retry.topic()).isEqualTo(Topics.webhookRetry(1));
            assertThat(retry.key()).isEqualTo("acme/u");
            assertThat(Json.read(retry.value(), Delivery.class)).isEqualTo(delivery.next());
            assertThat(Long.parseLong(RecordHeaders.text(retry.headers(), RecordHeaders.NOT_BEFORE)))
                    .isBetween(NOW.toEpochMilli() + 500, NOW.toEpochMilli() + 1_500);
        });
        assertThat(noted).containsExactly("pending after 1 forwarded");
    }

    @Test
    void lastAttempt_isADeadLetterWithItsReason() {
        worker().deliver(record(Json.bytes(delivery.next().next().next().next())));

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

        worker().deliver(record(Json.bytes(delivery)));

        assertThat(sent).isEmpty();
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void kafkaThatTakesNothing_isAFailureSoThatTheRecordIsRetried() {
        kafka.sendException = new IllegalStateException("away");

        assertThatThrownBy(() -> worker().deliver(record(Json.bytes(delivery)))).hasMessageContaining("away");

        assertThat(noted).isEmpty();
    }

    @Test
    void recordThatIsNoDelivery_isInvalid() {
        var worker = worker();
        for (byte[] value : new byte[][] {
            "nonsense".getBytes(),
            "{}".getBytes(),
            "null".getBytes(),
            {},
            null,
            "[".repeat(5_000).getBytes()
        }) {
            assertThatThrownBy(() -> worker.deliver(record(value))).isInstanceOf(InvalidRecordException.class);
            assertThat(worker.givenUp(record(value), "unreadable", new IllegalStateException()))
                    .isTrue();
        }
        assertThat(sent).isEmpty();
        assertThat(noted).isEmpty();
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void retryThatIsNotDue_isPostponedUntilItIs() {
        var record = notBefore(String.valueOf(NOW.plusSeconds(9).toEpochMilli()));

        assertThatThrownBy(() -> worker().deliver(record))
                .isInstanceOfSatisfying(PostponedException.class, postponed -> assertThat(postponed.delay())
                        .isEqualTo(Duration.ofSeconds(9)));
        assertThat(sent).isEmpty();

        worker().deliver(notBefore(String.valueOf(NOW.toEpochMilli())));
        assertThat(sent).hasSize(1);
    }

    @Test
    void retryWithAMalformedTime_isInvalid() {
        for (String text : List.of("", "soon", "1.5", "99999999999999999999")) {
            assertThatThrownBy(() -> worker().deliver(notBefore(text)))
                    .isInstanceOf(InvalidRecordException.class)
                    .hasMessageContaining(RecordHeaders.NOT_BEFORE);
        }
        assertThat(sent).isEmpty();
    }

    @Test
    void deliveryThatTheLoopGivesUp_isNotedAsADeadLetter() {
        assertThat(worker().givenUp(record(Json.bytes(delivery)), "handler_failed", new AssertionError("no")))
                .isTrue();

        assertThat(noted).containsExactly("dead_letter after 0 forwarded");
    }

    @Test
    void stateThatTheDatabaseRefuses_doesNotHoldUpTheDeadLetter() {
        refusal = new DataIntegrityViolationException("no", new SQLException("no", "22021"));

        assertThat(worker().givenUp(record(Json.bytes(delivery)), "refused_by_database", refusal))
                .isTrue();
    }

    @Test
    void deadLetterWithoutDatabase_waitsForIt() {
        refusal = new CannotGetJdbcConnectionException("away", new SQLException("away", "08006"));

        assertThatThrownBy(() -> worker().givenUp(record(Json.bytes(delivery)), "handler_failed", refusal))
                .isSameAs(refusal);
    }

    private ConsumerRecord<String, byte[]> notBefore(String text) {
        var record = record(Json.bytes(delivery.next()));
        RecordHeaders.put(record.headers(), RecordHeaders.NOT_BEFORE, text);
        return record;
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
                if (refusal != null) {
                    throw refusal;
                }
                noted.add(status + " after " + kafka.history().size() + " forwarded");
            }
        };
        return new DeliveryWorker(
                sender,
                log,
                new KafkaTemplate<>(() -> kafka),
                new DeadLetterPublisher(() -> kafka, new SimpleMeterRegistry()),
                SETTINGS,
                Clock.fixed(NOW, ZoneOffset.UTC),
                new SimpleMeterRegistry());
    }

    private static ConsumerRecord<String, byte[]> record(byte[] value) {
        return new ConsumerRecord<>(Topics.WEBHOOKS, 3, 7, "acme/u", value);
    }
}
