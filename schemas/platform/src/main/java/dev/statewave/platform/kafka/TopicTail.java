package dev.statewave.platform.kafka;

import dev.statewave.contract.failure.RecordFailure;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a topic of one partition without a consumer group, so that every instance sees every record. A record that
 * cannot be read is dead-lettered and passed; the consumer is rebuilt after an error and goes on where it was.
 */
public final class TopicTail implements ManagedComponent {

    private static final Logger log = LoggerFactory.getLogger(TopicTail.class);

    private final KafkaSettings kafka;
    private final DeadLetterPublisher deadLetters;
    private final String deadLetterTopic;
    private final String stage;
    private final MeterRegistry metrics;
    private final TopicPartition partition;
    private final boolean fromStart;
    private final Consumer<ConsumerRecord<String, byte[]>> reader;
    private volatile @Nullable Thread thread;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private volatile boolean running;
    private volatile boolean positioned;
    private long next = -1;

    /**
     * @param stage who reads, as dead letters name it
     * @param fromStart read the topic from its start instead of from now on
     * @param reader must return soon; what it throws says that the record is unreadable
     */
    public TopicTail(
            KafkaSettings kafka,
            DeadLetterPublisher deadLetters,
            MeterRegistry metrics,
            String topic,
            String stage,
            boolean fromStart,
            Consumer<ConsumerRecord<String, byte[]>> reader) {
        this.kafka = kafka;
        this.deadLetters = deadLetters;
        this.metrics = metrics;
        this.deadLetterTopic = topic + ".dlt";
        this.stage = stage;
        this.partition = new TopicPartition(topic, 0);
        this.fromStart = fromStart;
        this.reader = reader;
        deadLetters.expect(topic, stage);
    }

    /** Whether a record that is written from now on will be seen. */
    public boolean positioned() {
        return positioned;
    }

    @Override
    public void start() {
        running = true;
        thread = Thread.ofPlatform().name("tail-" + partition.topic()).start(this::run);
    }

    private void run() {
        for (int failures = 0; running; failures++) {
            long before = next;
            try (var opened = new KafkaConsumer<String, byte[]>(properties())) {
                consumer = opened;
                follow(opened);
            } catch (WakeupException e) {
                // stop() was called
            } catch (Throwable e) {
                failures = next == before ? failures : 0;
                log.warn("Following {} failed, starting again: {}", partition.topic(), e.toString());
                pause(Backoff.after(failures + 1));
            }
        }
    }

    private Map<String, Object> properties() {
        var properties = kafka.consumerProperties(null);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        return properties;
    }

    private void follow(KafkaConsumer<String, byte[]> opened) {
        opened.assign(List.of(partition));
        if (next >= 0) {
            opened.seek(partition, next);
        } else if (fromStart) {
            opened.seekToBeginning(List.of(partition));
        } else {
            opened.seekToEnd(List.of(partition));
        }
        next = opened.position(partition);
        positioned = true;
        while (running) {
            for (var record : opened.poll(Duration.ofSeconds(1))) {
                read(record);
                next = record.offset() + 1;
            }
        }
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        try {
            reader.accept(record);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            metrics.counter("statewave.tail.records.unreadable", "topic", partition.topic())
                    .increment();
            // Every instance sees the record: under its origin as the key, compaction leaves one dead letter.
            String origin = record.topic() + "-" + record.partition() + "@" + record.offset();
            String code = e instanceof RecordFailure known ? known.code() : "handler_failed";
            deadLetters.publish(deadLetterTopic, origin, record, stage, code, e.toString());
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        running = false;
        var open = consumer;
        if (open != null) {
            open.wakeup();
        }
        var waiting = thread;
        if (waiting != null) {
            try {
                waiting.join(Duration.ofSeconds(3));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
