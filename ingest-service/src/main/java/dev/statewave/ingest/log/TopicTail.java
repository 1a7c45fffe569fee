package dev.statewave.ingest.log;

import dev.statewave.platform.kafka.KafkaLifecycle;
import dev.statewave.platform.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a topic of one partition without a consumer group: every instance sees every record. The consumer is rebuilt
 * after an error and goes on where it was.
 */
public final class TopicTail implements KafkaLifecycle.Part {

    private static final Logger log = LoggerFactory.getLogger(TopicTail.class);

    private final KafkaSettings kafka;
    private final TopicPartition partition;
    private final boolean fromStart;
    private final Consumer<ConsumerRecord<String, byte[]>> reader;
    private volatile Thread thread;
    private volatile KafkaConsumer<String, byte[]> consumer;
    private volatile boolean running;
    private volatile boolean positioned;
    private long next = -1;

    /** @param fromStart read the topic from its start instead of from now on */
    public TopicTail(
            KafkaSettings kafka, String topic, boolean fromStart, Consumer<ConsumerRecord<String, byte[]>> reader) {
        this.kafka = kafka;
        this.partition = new TopicPartition(topic, 0);
        this.fromStart = fromStart;
        this.reader = reader;
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
        while (running) {
            try (var opened = new KafkaConsumer<String, byte[]>(properties())) {
                consumer = opened;
                follow(opened);
            } catch (WakeupException e) {
                // stop() was called
            } catch (RuntimeException e) {
                log.warn("Following {} failed, starting again: {}", partition.topic(), e.toString());
                pause();
            }
        }
    }

    private Map<String, Object> properties() {
        var properties = kafka.consumerProperties(null);
        properties.put("fetch.max.wait.ms", 500);
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
                reader.accept(record);
                next = record.offset() + 1;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(500);
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
        try {
            if (thread != null) {
                thread.join(Duration.ofSeconds(3));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
