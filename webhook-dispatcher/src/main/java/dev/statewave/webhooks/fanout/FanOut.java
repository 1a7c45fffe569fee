package dev.statewave.webhooks.fanout;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.webhooks.delivery.Delivery;
import dev.statewave.webhooks.delivery.WebhookSettings;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Turns events into deliveries: one for each event that the settings ask for. */
@Component
public class FanOut {

    /** The consumer group that reads the public events. */
    public static final String GROUP = "statewave-webhooks";

    private static final Logger log = LoggerFactory.getLogger(FanOut.class);

    private final WebhookSettings settings;
    private final KafkaTemplate<String, byte[]> kafka;

    FanOut(WebhookSettings settings, KafkaTemplate<String, byte[]> kafka) {
        this.settings = settings;
        this.kafka = kafka;
    }

    /** Returns once the broker has all deliveries. If it throws, the same events are retried. */
    public void onEvents(List<ConsumerRecord<String, byte[]>> records) {
        var sent = records.stream()
                .filter(this::wanted)
                .map(this::delivery)
                .filter(record -> record != null)
                .map(kafka::send)
                .toList();
        sent.forEach(CompletableFuture::join);
    }

    // The topic is public, so a record of another producer may have no type.
    private boolean wanted(ConsumerRecord<String, byte[]> event) {
        String type = RecordHeaders.text(event.headers(), "ce_type");
        return type != null && settings.delivers(type);
    }

    private @Nullable ProducerRecord<String, byte[]> delivery(ConsumerRecord<String, byte[]> event) {
        try {
            var headers = event.headers();
            var delivery = Delivery.of(
                    UUID.fromString(RecordHeaders.text(headers, "ce_id")),
                    RecordHeaders.text(headers, "ce_type"),
                    RecordHeaders.text(headers, "ce_tenantid"),
                    RecordHeaders.text(headers, "ce_subject"),
                    WireTime.parse(RecordHeaders.text(headers, "ce_time")),
                    Json.tree(event.value()));
            // Keyed by the subject, so that the first attempts of its events are made in order.
            var record = new ProducerRecord<>(Topics.WEBHOOKS, event.key(), Json.bytes(delivery));
            RecordHeaders.put(
                    record.headers(), RecordHeaders.REQUEST_ID, RecordHeaders.text(headers, RecordHeaders.REQUEST_ID));
            return record;
        } catch (RuntimeException e) {
            log.error(
                    "The event at {}-{}@{} cannot be read and is skipped: {}",
                    event.topic(),
                    event.partition(),
                    event.offset(),
                    e.toString());
            return null;
        }
    }
}
