package dev.statewave.webhooks.delivery;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.Acknowledgment;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/**
 * Makes delivery attempts and decides what follows: nothing, a retry or a dead letter. The follow-up is sent to Kafka
 * before the attempt is recorded in the database. After a crash in between the attempt is repeated, and the duplicate
 * follow-up is recognised by what the database holds. So no delivery is lost and none is continued twice.
 */
@Component
public class DeliveryWorker {

    /** The consumer group of all delivery workers. */
    public static final String GROUP = "statewave-webhook-deliveries";

    private static final Logger log = LoggerFactory.getLogger(DeliveryWorker.class);
    /** The longest pause of a partition, well below the interval in which a consumer has to poll. */
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    private final WebhookSender sender;
    private final DeliveryRepository deliveries;
    private final KafkaTemplate<String, byte[]> kafka;
    private final RetrySchedule schedule;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Timer delivered;

    DeliveryWorker(
            WebhookSender sender,
            DeliveryRepository deliveries,
            KafkaTemplate<String, byte[]> kafka,
            WebhookSettings settings,
            Clock clock,
            MeterRegistry metrics) {
        this.sender = sender;
        this.deliveries = deliveries;
        this.kafka = kafka;
        this.schedule = new RetrySchedule(
                settings.firstRetry(), () -> ThreadLocalRandom.current().nextDouble());
        this.clock = clock;
        this.metrics = metrics;
        this.delivered = Timer.builder("statewave.webhook.delivery")
                .description("Time from the event to its delivery")
                .register(metrics);
    }

    /** Handles a first attempt or a retry, which may not be due yet. If it throws, the record is retried. */
    public void onDelivery(ConsumerRecord<String, byte[]> record, @Nullable Acknowledgment manual) {
        Acknowledgment acknowledgment = Objects.requireNonNull(manual, "the listener acknowledges by hand");
        String notBefore = RecordHeaders.text(record.headers(), RecordHeaders.NOT_BEFORE);
        if (notBefore != null) {
            var wait = Duration.between(clock.instant(), Instant.ofEpochMilli(Long.parseLong(notBefore)));
            if (wait.isPositive()) {
                acknowledgment.nack(wait.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : wait);
                return;
            }
        }
        try (var id = MDC.putCloseable("request_id", RecordHeaders.text(record.headers(), RecordHeaders.REQUEST_ID))) {
            read(record)
                    .filter(delivery -> !deliveries.attempted(delivery))
                    .ifPresent(delivery -> conclude(record, delivery, sender.send(delivery)));
        }
        acknowledgment.acknowledge();
    }

    /**
     * Empty if the record is not a delivery; it is dead-lettered unchanged, so that it does not block its partition.
     */
    private Optional<Delivery> read(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.of(
                    Objects.requireNonNull(Json.read(record.value(), Delivery.class), "a delivery is an object"));
        } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
            log.error(
                    "The record at {}-{}@{} is not a delivery: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.toString());
            forward(
                    Topics.WEBHOOKS_DLT,
                    record,
                    record.value(),
                    Map.of(
                            RecordHeaders.ERROR_CODE,
                            "invalid_delivery",
                            RecordHeaders.ERROR_MESSAGE,
                            String.valueOf(e.getMessage()),
                            RecordHeaders.ORIGIN,
                            "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset())));
            return Optional.empty();
        }
    }

    private void conclude(ConsumerRecord<String, byte[]> record, Delivery delivery, Outcome outcome) {
        Instant now = clock.instant();
        metrics.counter(
                        "statewave.webhook.attempts",
                        "outcome",
                        outcome.verdict().name().toLowerCase(Locale.ROOT))
                .increment();
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
            forward(
                    Topics.WEBHOOKS_DLT,
                    record,
                    Json.bytes(delivery),
                    Map.of(
                            RecordHeaders.ERROR_CODE,
                            "delivery_failed",
                            RecordHeaders.ERROR_MESSAGE,
                            String.valueOf(outcome.error())));
            deliveries.note(delivery, "dead_letter", outcome, now, null);
            log.error(
                    "Delivery {} of {} is given up after {} attempts: {}",
                    delivery.id(),
                    delivery.event(),
                    delivery.attempt(),
                    outcome.error());
        }
    }

    private void forward(
            String topic, ConsumerRecord<String, byte[]> record, byte[] value, Map<String, String> headers) {
        var forwarded = new ProducerRecord<>(topic, record.key(), value);
        RecordHeaders.put(
                forwarded.headers(),
                RecordHeaders.REQUEST_ID,
                RecordHeaders.text(record.headers(), RecordHeaders.REQUEST_ID));
        headers.forEach((name, text) -> RecordHeaders.put(forwarded.headers(), name, text));
        kafka.send(forwarded).join();
    }
}
