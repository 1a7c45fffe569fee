package dev.statewave.context.events;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/** Reads events from Kafka that are no longer in memory, for few readers at once. */
@Component
class EventHistory {

    private static final int AT_ONCE = 2;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final int RECORDS = 500;

    private final KafkaSettings kafka;
    private final Semaphore places = new Semaphore(AT_ONCE);

    EventHistory(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /**
     * Blocks. Looks at some hundred events and no more.
     *
     * @param until of each partition that is to be read, the first offset that is in memory
     */
    EventPage page(EventCursor from, Map<Integer, Long> until, EventFilter filter, int limit) {
        try {
            if (!places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ApiException.busy("Too many readers of old events. Try again in a moment.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.busy("The service is stopping.");
        }
        try (var consumer = new KafkaConsumer<String, byte[]>(properties())) {
            return read(consumer, from, until, filter, limit);
        } finally {
            places.release();
        }
    }

    private Map<String, Object> properties() {
        var properties = kafka.consumerProperties(null);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, RECORDS);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1024 * 1024);
        return properties;
    }

    private static EventPage read(
            KafkaConsumer<String, byte[]> consumer,
            EventCursor from,
            Map<Integer, Long> until,
            EventFilter filter,
            int limit) {
        var page = new EventPageBuilder(from, filter, limit);
        List<TopicPartition> partitions = until.keySet().stream()
                .map(number -> new TopicPartition(Topics.EVENTS, number))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        for (TopicPartition partition : partitions) {
            // What the retention of the topic took is passed over.
            long begin = Math.max(from.at(partition.partition()), beginnings.getOrDefault(partition, 0L));
            consumer.seek(partition, begin);
            page.passed(partition.partition(), begin - 1);
        }
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
            if (page.isFull()) {
                return page.page(true);
            }
            PublicEvent event = PublicEvent.of(record);
            if (event == null) {
                page.passed(record.partition(), record.offset());
            } else {
                page.add(event);
            }
        }
        // Offsets without a record, such as those of transactions, are passed over too.
        for (TopicPartition partition : partitions) {
            page.passed(partition.partition(), consumer.position(partition) - 1);
        }
        return page.page(true);
    }
}
