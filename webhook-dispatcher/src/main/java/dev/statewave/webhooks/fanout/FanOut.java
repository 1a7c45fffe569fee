package dev.statewave.webhooks.fanout;

import dev.statewave.contract.events.EventTypes;
import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.webhooks.delivery.Delivery;
import dev.statewave.webhooks.delivery.WebhookSettings;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Turns events into deliveries: one for each event that the settings ask for. */
@Component
class FanOut {

    /** The consumer group that reads the public events. */
    static final String GROUP = ConsumerGroups.WEBHOOKS;

    private static final Logger log = LoggerFactory.getLogger(FanOut.class);

    private final WebhookSettings settings;
    private final KafkaTemplate<String, byte[]> kafka;

    FanOut(WebhookSettings settings, KafkaTemplate<String, byte[]> kafka) {
        this.settings = settings;
        this.kafka = kafka;
    }

    /** Returns once the broker has all deliveries. */
    void deliver(List<ConsumerRecord<String, byte[]>> events) {
        var sent = events.stream()
                .flatMap(event -> delivery(event).stream())
                .map(kafka::send)
                .toList();
        sent.forEach(CompletableFuture::join);
    }

    /**
     * Empty for an event that is not to be delivered. The topic is public, so a record of another producer may have no
     * type or a type of its own, and such a record need not be one of our events.
     */
    private Optional<ProducerRecord<String, byte[]>> delivery(ConsumerRecord<String, byte[]> event) {
        String type = RecordHeaders.text(event.headers(), "ce_type");
        if (type == null || !settings.delivers(type)) {
            return Optional.empty();
        }
        try {
            return Optional.of(delivery(event, type));
        } catch (InvalidRecordException e) {
            if (EventTypes.ALL.contains(type)) {
                throw e;
            }
            log.warn(
                    "The event {} at {}-{}@{} is of another program and is skipped: {}",
                    type,
                    event.topic(),
                    event.partition(),
                    event.offset(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static ProducerRecord<String, byte[]> delivery(ConsumerRecord<String, byte[]> event, String type) {
        JsonNode data = Json.record(event.value(), JsonNode.class);
        Delivery delivery;
        try {
            delivery = Delivery.of(
                    UUID.fromString(required(event, "ce_id")),
                    type,
                    RecordHeaders.text(event.headers(), "ce_tenantid"),
                    RecordHeaders.text(event.headers(), "ce_subject"),
                    WireTime.parse(required(event, "ce_time")),
                    data);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new InvalidRecordException("invalid_event", String.valueOf(e.getMessage()), e);
        }
        // Keyed by the subject, so that the first attempts of its events are made in order.
        var record = new ProducerRecord<>(Topics.WEBHOOKS, event.key(), Json.bytes(delivery));
        RecordHeaders.put(
                record.headers(),
                RecordHeaders.REQUEST_ID,
                RecordHeaders.text(event.headers(), RecordHeaders.REQUEST_ID));
        return record;
    }

    private static String required(ConsumerRecord<String, byte[]> event, String header) {
        String text = RecordHeaders.text(event.headers(), header);
        if (text == null) {
            throw new IllegalArgumentException("the header %s is missing".formatted(header));
        }
        return text;
    }
}
