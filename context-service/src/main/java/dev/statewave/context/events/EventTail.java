package dev.statewave.context.events;

import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/** Follows the topic of events for all readers of this process, from the moment on when the first of them asks. */
@Component
class EventTail implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(EventTail.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private final KafkaSettings kafka;
    private final EventBuffer buffer = new EventBuffer();
    private final CountDownLatch positioned = new CountDownLatch(1);
    private @Nullable Thread thread;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private volatile boolean running = true;

    EventTail(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** Blocks until the topic is followed. */
    boolean await(Duration longest) throws InterruptedException {
        start();
        return positioned.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean isPositioned() {
        return positioned.getCount() == 0;
    }

    EventBuffer buffer() {
        return buffer;
    }

    private synchronized void start() {
        if (thread == null && running) {
            thread = Thread.ofPlatform().daemon().name("event-tail").start(this::run);
        }
    }

    private void run() {
        while (running) {
            try (var opened = new KafkaConsumer<String, byte[]>(properties())) {
                consumer = opened;
                follow(opened);
            } catch (WakeupException e) {
                // destroy() was called
            } catch (RuntimeException e) {
                log.warn("Following {} failed, starting again: {}", Topics.EVENTS, e.toString());
                try {
                    Thread.sleep(AFTER_FAILURE);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    private Map<String, Object> properties() {
        var properties = kafka.consumerProperties(null);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500);
        return properties;
    }

    private void follow(KafkaConsumer<String, byte[]> opened) {
        List<TopicPartition> partitions = opened.partitionsFor(Topics.EVENTS).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        opened.assign(partitions);
        if (isPositioned()) {
            // Readers wait for what came meanwhile.
            EventCursor end = buffer.end();
            partitions.forEach(partition -> opened.seek(partition, end.at(partition.partition())));
        } else {
            opened.seekToEnd(partitions);
            var offsets = new HashMap<Integer, Long>();
            partitions.forEach(partition -> offsets.put(partition.partition(), opened.position(partition)));
            buffer.begin(offsets);
            positioned.countDown();
        }
        while (running) {
            opened.poll(POLL)
                    .forEach(record -> buffer.add(record.partition(), record.offset(), PublicEvent.of(record)));
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        running = false;
        var open = consumer;
        if (open != null) {
            open.wakeup();
        }
        Thread started;
        synchronized (this) {
            started = thread;
        }
        if (started != null) {
            started.interrupt();
            started.join(Duration.ofSeconds(3));
        }
    }
}
