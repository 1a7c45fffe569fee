package dev.statewave.worker.kafka;

import dev.statewave.contract.topics.RecordHeaders;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/** Puts aside what cannot be worked on, untouched and with the reason. */
@Component
public class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);

    private final KafkaTemplate<String, byte[]> kafka;
    private final MeterRegistry metrics;

    DeadLetters(KafkaTemplate<String, byte[]> kafka, MeterRegistry metrics) {
        this.kafka = kafka;
        this.metrics = metrics;
    }

    /** Returns once the broker has it; throws where it does not, so that the record comes again. */
    public void put(String topic, ConsumerRecord<String, byte[]> record, String code, String message) {
        var letter = new ProducerRecord<>(topic, null, record.key(), record.value(), record.headers());
        RecordHeaders.put(letter.headers(), RecordHeaders.ERROR_CODE, code);
        RecordHeaders.put(letter.headers(), RecordHeaders.ERROR_MESSAGE, message);
        RecordHeaders.put(
                letter.headers(),
                RecordHeaders.ORIGIN,
                record.topic() + "-" + record.partition() + "@" + record.offset());
        kafka.send(letter).join();
        metrics.counter("statewave.records.dead.lettered", "topic", record.topic())
                .increment();
        log.error(
                "Record {}-{}@{} goes to {}: {}", record.topic(), record.partition(), record.offset(), topic, message);
    }
}
