package dev.statewave.webhooks.fanout;

import dev.statewave.contract.events.EventTypes;
import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.webhooks.delivery.Delivery;
import dev.statewave.webhooks.delivery.DeliveryTraces;
import dev.statewave.webhooks.delivery.WebhookSettings;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;

/** Turns events into deliveries: one for each event and receiver that wants it. */
final class FanOut {

    /** The consumer group that reads the public events. */
    static final String GROUP = ConsumerGroups.WEBHOOKS;

    private static final Logger log = LoggerFactory.getLogger(FanOut.class);

    private final WebhookSettings settings;
    private final KafkaTemplate<String, byte[]> kafka;
    private final Consumer<List<Delivery>> endpoints;
    private final DeliveryTraces traces;

    /** @param endpoints stores the deliveries for the endpoints of tenants, in their order */
    FanOut(
            WebhookSettings settings,
            KafkaTemplate<String, byte[]> kafka,
            Consumer<List<Delivery>> endpoints,
            DeliveryTraces traces) {
        this.traces = traces;
        this.settings = settings;
        this.kafka = kafka;
        this.endpoints = endpoints;
    }

    private record Event(ConsumerRecord<String, byte[]> record, Delivery delivery) {}

    /** Returns once the broker has all deliveries for the receiver of the settings, and the database all others. */
    void deliver(List<ConsumerRecord<String, byte[]>> records) {
        List<Event> events =
                records.stream().flatMap(record -> event(record).stream()).toList();
        var sent = events.stream()
                .filter(event -> settings.delivers(event.delivery().event()))
                .map(event -> kafka.send(forSettings(event)))
                .toList();
        events.forEach(event -> traces.note(event.delivery().id(), traces.of(event.record())));
        endpoints.accept(events.stream()
                .map(Event::delivery)
                .filter(delivery -> EventTypes.ALL.contains(delivery.event()))
                .toList());
        sent.forEach(CompletableFuture::join);
    }

    /**
     * Empty for an event that is not to be delivered. The topic is public, so a record of another producer may have no
     * type or a type of its own, and such a record need not be one of our events.
     */
    private Optional<Event> event(ConsumerRecord<String, byte[]> event) {
        String type = RecordHeaders.text(event.headers(), "ce_type");
        if (type == null || !EventTypes.ALL.contains(type) && !settings.delivers(type)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Event(event, delivery(event, type)));
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

    private static Delivery delivery(ConsumerRecord<String, byte[]> event, String type) {
        JsonNode data = Json.record(event.value(), JsonNode.class);
        try {
            return Delivery.of(
                    UUID.fromString(required(event, "ce_id")),
                    type,
                    RecordHeaders.text(event.headers(), "ce_tenantid"),
                    RecordHeaders.text(event.headers(), "ce_subject"),
                    WireTime.parse(required(event, "ce_time")),
                    data);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new InvalidRecordException("invalid_event", String.valueOf(e.getMessage()), e);
        }
    }

    private ProducerRecord<String, byte[]> forSettings(Event event) {
        // Keyed by the subject, so that the first attempts of its events are made in order.
        var record = new ProducerRecord<>(Topics.WEBHOOKS, event.record().key(), Json.bytes(event.delivery()));
        RecordHeaders.put(
                record.headers(),
                RecordHeaders.REQUEST_ID,
                RecordHeaders.text(event.record().headers(), RecordHeaders.REQUEST_ID));
        RecordHeaders.put(record.headers(), RecordHeaders.TRACEPARENT, traces.of(event.record()));
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
