package dev.statewave.platform.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * The settings of a record loop.
 *
 * @param group the consumer group, which also names the loop
 * @param topics what it reads
 * @param deadLetterTopic the topic of records that it gives up
 * @param concurrency consumers of this process, each with a thread of its own
 * @param maxPollRecords the most records that are handed over at once
 * @param maxPollInterval how long the handling of one poll may take before the group takes the partitions away
 * @param pollTimeout how long an empty poll waits; a postponed record is late by no more
 * @param consumerProperties further settings of the consumer
 */
public record LoopSettings(
        String group,
        List<String> topics,
        String deadLetterTopic,
        int concurrency,
        int maxPollRecords,
        Duration maxPollInterval,
        Duration pollTimeout,
        Map<String, Object> consumerProperties) {

    public LoopSettings {
        topics = List.copyOf(topics);
        consumerProperties = Map.copyOf(consumerProperties);
    }

    public static LoopSettings of(String group, String topic, String deadLetterTopic) {
        return new LoopSettings(
                group, List.of(topic), deadLetterTopic, 1, 500, Duration.ofMinutes(5), Duration.ofSeconds(5), Map.of());
    }

    public LoopSettings withConcurrency(int consumers) {
        return new LoopSettings(
                group,
                topics,
                deadLetterTopic,
                consumers,
                maxPollRecords,
                maxPollInterval,
                pollTimeout,
                consumerProperties);
    }

    /** @param interval at least as long as this many records may take */
    public LoopSettings withPoll(int records, Duration interval) {
        return new LoopSettings(
                group, topics, deadLetterTopic, concurrency, records, interval, pollTimeout, consumerProperties);
    }

    public LoopSettings withPollTimeout(Duration timeout) {
        return new LoopSettings(
                group,
                topics,
                deadLetterTopic,
                concurrency,
                maxPollRecords,
                maxPollInterval,
                timeout,
                consumerProperties);
    }

    /** @param name as in {@link ConsumerConfig} */
    public LoopSettings withConsumerProperty(String name, Object value) {
        var all = new HashMap<>(consumerProperties);
        all.put(name, value);
        return new LoopSettings(
                group, topics, deadLetterTopic, concurrency, maxPollRecords, maxPollInterval, pollTimeout, all);
    }

    Map<String, Object> consumer(KafkaSettings kafka) {
        Map<String, Object> properties = kafka.consumerProperties(group);
        // A killed process holds its partitions for this long.
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) maxPollInterval.toMillis());
        properties.putAll(consumerProperties);
        return properties;
    }
}
