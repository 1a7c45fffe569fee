package dev.statewave.webhooks.delivery;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.failure.PostponedException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.platform.logging.LogContext;
import dev.statewave.platform.pauses.RecordPlace;
import dev.statewave.platform.postgres.DatabaseFailure;
import dev.statewave.webhooks.sending.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Makes delivery attempts and decides what follows: nothing, a retry or a dead letter. The follow-up is sent to Kafka
 * before the attempt is recorded in the database. After a crash in between the attempt is repeated, and the duplicate
 * follow-up is recognised by what the database holds. So no delivery is lost and none is continued twice.
 */
@Component
class DeliveryWorker {

    /** The consumer group of all delivery workers. */
    static final String GROUP = ConsumerGroups.WEBHOOK_DELIVERIES;

    private static final Logger log = LoggerFactory.getLogger(DeliveryWorker.class);

    private final WebhookSender sender;
    private final DeliveryRepository deliveries;
    private final KafkaTemplate<String, byte[]> kafka;
    private final DeadLetterPublisher deadLetters;
    private final RetrySchedule schedule;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Timer delivered;

    DeliveryWorker(
            WebhookSender sender,
            DeliveryRepository deliveries,
            KafkaTemplate<String, byte[]> kafka,
            DeadLetterPublisher deadLetters,
            WebhookSettings settings,
            Clock clock,
            MeterRegistry metrics) {
        this.sender = sender;
        this.deliveries = deliveries;
        this.kafka = kafka;
        this.deadLetters = deadLetters;
        this.schedule = new RetrySchedule(
                settings.firstRetry(), () -> ThreadLocalRandom.current().nextDouble());
        this.clock = clock;
        this.metrics = metrics;
        for (int retry = 1; retry <= Topics.WEBHOOK_RETRIES; retry++) {
            deadLetters.expect(Topics.webhookRetry(retry), GROUP);
        }
        for (Outcome.Verdict verdict : Outcome.Verdict.values()) {
            attempts(verdict);
        }
        this.delivered = Timer.builder("statewave.webhook.delivery")
                .description("Time from the event to its delivery")
                .register(metrics);
    }

    /** A retry of an attempt and its duplicate are one. What it tells of a subject goes with that subject. */
    static RecordPlace place(ConsumerRecord<String, byte[]> record) {
        Delivery delivery = Json.record(record.value(), Delivery.class);
        return new RecordPlace(
                delivery.tenant() == null ? "" : delivery.tenant(),
                delivery.subject() == null ? "" : delivery.subject(),
                "%s %s %d".formatted(delivery.event(), delivery.id(), delivery.attempt()),
                0,
                delivery.eventTime());
    }

    /** Handles a first attempt or a retry. A retry that is not due yet is postponed. */
    void deliver(ConsumerRecord<String, byte[]> record) {
        Duration wait = Duration.between(clock.instant(), notBefore(record));
        if (wait.isPositive()) {
            throw new PostponedException(wait);
        }
        Delivery delivery = Json.record(record.value(), Delivery.class);
        String requestId = RecordHeaders.text(record.headers(), RecordHeaders.REQUEST_ID);
        try (var about = LogContext.of(requestId, delivery.tenant())) {
            if (!deliveries.attempted(delivery)) {
                conclude(record, delivery, sender.send(delivery));
            }
        }
    }

    private static Instant notBefore(ConsumerRecord<String, byte[]> record) {
        String text = RecordHeaders.text(record.headers(), RecordHeaders.NOT_BEFORE);
        try {
            return text == null ? Instant.MIN : Instant.ofEpochMilli(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new InvalidRecordException(
                    "invalid_delivery",
                    "The header %s must be milliseconds since the epoch and is '%s'."
                            .formatted(RecordHeaders.NOT_BEFORE, text),
                    e);
        }
    }

    /** Notes the end of a delivery that the loop gives up. The record is dead-lettered even if it is not a delivery. */
    boolean givenUp(ConsumerRecord<String, byte[]> record, String code, Throwable cause) {
        try {
            Delivery delivery = Json.record(record.value(), Delivery.class);
            Outcome outcome = Outcome.refused("%s: %s".formatted(code, cause.getMessage()));
            deliveries.note(delivery, "dead_letter", outcome, clock.instant(), null);
        } catch (InvalidRecordException e) {
            log.debug("Not a delivery, so it has no state: {}", e.getMessage());
        } catch (RuntimeException e) {
            if (DatabaseFailure.of(e) == DatabaseFailure.TRANSIENT) {
                throw e;
            }
            log.error("The database refuses the state of a delivery that is dead-lettered", e);
        }
        return true;
    }

    private void conclude(ConsumerRecord<String, byte[]> record, Delivery delivery, Outcome outcome) {
        Instant now = clock.instant();
        attempts(outcome.verdict()).increment();
        if (outcome.verdict() == Outcome.Verdict.DELIVERED) {
            deliveries.note(delivery, "delivered", outcome, now, null);
            delivered.record(Duration.between(delivery.eventTime(), now));
        } else if (outcome.verdict() == Outcome.Verdict.RETRY && !delivery.last()) {
            Instant next = now.plus(schedule.after(delivery.attempt(), outcome.retryAfter()));
            forward(
                    Topics.webhookRetry(delivery.attempt()),
                    record,
                    Json.bytes(delivery.next()),
                    Map.of(RecordHeaders.NOT_BEFORE, String.valueOf(next.toEpochMilli())));
            deliveries.note(delivery, "pending", outcome, now, next);
            log.warn(
                    "Attempt {} of delivery {} failed, next at {}: {}",
                    delivery.attempt(),
                    delivery.id(),
                    next,
                    outcome.error());
        } else {
            deadLetters.publish(Topics.WEBHOOKS_DLT, record, GROUP, "delivery_failed", outcome.error());
            deliveries.note(delivery, "dead_letter", outcome, now, null);
            log.error(
                    "Delivery {} of {} is given up after {} attempts: {}",
                    delivery.id(),
                    delivery.event(),
                    delivery.attempt(),
                    outcome.error());
        }
    }

    private Counter attempts(Outcome.Verdict verdict) {
        return Counter.builder("statewave.webhook.attempts")
                .description("Attempts to deliver to the endpoint of the settings")
                .tag("outcome", verdict.name().toLowerCase(Locale.ROOT))
                .register(metrics);
    }

    private void forward(
            String topic, ConsumerRecord<String, byte[]> record, byte[] value, Map<String, String> headers) {
        var forwarded = new ProducerRecord<>(topic, record.key(), value);
        RecordHeaders.put(
                forwarded.headers(),
                RecordHeaders.REQUEST_ID,
                RecordHeaders.text(record.headers(), RecordHeaders.REQUEST_ID));
        RecordHeaders.put(
                forwarded.headers(),
                RecordHeaders.TRACEPARENT,
                RecordHeaders.text(record.headers(), RecordHeaders.TRACEPARENT));
        headers.forEach((name, text) -> RecordHeaders.put(forwarded.headers(), name, text));
        kafka.send(forwarded).join();
    }
}
