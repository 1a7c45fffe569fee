package dev.statewave.platform.kafka;

import dev.statewave.contract.text.PayloadText;
import dev.statewave.contract.topics.RecordHeaders;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts records that cannot be handled into a dead-letter topic: key, value and headers as they came, and the reason in
 * further headers. A dead letter always fits: what is larger than the topic allows loses the end of its value, and its
 * headers tell the full size and hash.
 */
public final class DeadLetterPublisher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterPublisher.class);
    /** Code points of an error message. */
    private static final int LONGEST_MESSAGE = 2_000;

    private static final int SEND_SECONDS = 30;

    private final Supplier<Producer<String, byte[]>> connect;
    private final MeterRegistry metrics;
    private @Nullable Producer<String, byte[]> producer;

    public DeadLetterPublisher(KafkaSettings kafka, MeterRegistry metrics) {
        this(() -> connect(kafka), metrics);
    }

    /** @param connect makes the producer when the first dead letter is published */
    public DeadLetterPublisher(Supplier<Producer<String, byte[]>> connect, MeterRegistry metrics) {
        this.connect = connect;
        this.metrics = metrics;
    }

    /**
     * Lets the metric begin at 0, so that the first dead letter is a growth of it.
     *
     * @param topic of the records
     * @param stage as for {@link #publish}
     */
    public void expect(String topic, String stage) {
        count(topic, stage);
    }

    private Counter count(String topic, String stage) {
        return Counter.builder("statewave.records.dead.lettered")
                .description("Records that were given up and put into a dead-letter topic")
                .tag("topic", topic)
                .tag("stage", stage)
                .register(metrics);
    }

    /**
     * Returns once the broker has the dead letter.
     *
     * @param stage the consumer group that could not handle the record
     * @param code an error code as in the HTTP error envelope
     * @throws org.apache.kafka.common.errors.RetriableException where the broker does not take it in time
     */
    public void publish(
            String topic, ConsumerRecord<String, byte[]> record, String stage, String code, @Nullable String message) {
        publish(topic, record.key(), record, stage, code, message);
    }

    /** As {@link #publish(String, ConsumerRecord, String, String, String)}, under another key. */
    void publish(
            String topic,
            @Nullable String key,
            ConsumerRecord<String, byte[]> record,
            String stage,
            String code,
            @Nullable String message) {
        ProducerRecord<String, byte[]> letter = letter(topic, key, record, stage, code, message);
        try {
            open().send(letter).get(SEND_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("The dead letter was not taken: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new org.apache.kafka.common.errors.TimeoutException("Stopped before the dead letter was taken", e);
        }
        count(record.topic(), stage).increment();
        log.error(
                "Record {}-{}@{} is dead-lettered to {} by {}: {}: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                topic,
                stage,
                code,
                message);
    }

    static ProducerRecord<String, byte[]> letter(
            String topic,
            @Nullable String key,
            ConsumerRecord<String, byte[]> record,
            String stage,
            String code,
            @Nullable String message) {
        Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders(record.headers());
        RecordHeaders.put(headers, RecordHeaders.STAGE, stage);
        RecordHeaders.put(headers, RecordHeaders.ERROR_CODE, code);
        RecordHeaders.put(headers, RecordHeaders.ERROR_MESSAGE, clean(message));
        RecordHeaders.put(
                headers, RecordHeaders.ORIGIN, record.topic() + "-" + record.partition() + "@" + record.offset());
        int keySize = key == null ? 0 : key.getBytes(StandardCharsets.UTF_8).length;
        byte[] value = DeadLetterSize.fit(keySize, record.value(), headers);
        return new ProducerRecord<>(topic, null, null, key, value, headers);
    }

    /** A message that fits into a header. */
    public static String clean(@Nullable String message) {
        return message == null ? "" : PayloadText.cut(message.replace("\0", ""), LONGEST_MESSAGE);
    }

    // Opened with the first dead letter: most processes never write one.
    private synchronized Producer<String, byte[]> open() {
        if (producer == null) {
            producer = connect.get();
        }
        return producer;
    }

    private static Producer<String, byte[]> connect(KafkaSettings kafka) {
        var properties = kafka.producerProperties();
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaSettings.MAX_DEAD_LETTER_BYTES);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 25_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        return new KafkaProducer<>(properties);
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
    }
}
