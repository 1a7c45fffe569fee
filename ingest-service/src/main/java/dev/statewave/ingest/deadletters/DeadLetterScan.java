package dev.statewave.ingest.deadletters;

import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads dead-letter topics with a consumer that is made for one call and has no group: topic by topic, partition by
 * partition, the oldest first. What one call reads is bounded in records, in bytes and in time. Blocks.
 */
@Component
class DeadLetterScan {

    private static final int MOST_RECORDS = 10_000;
    private static final long MOST_BYTES = 128L * 1024 * 1024;
    private static final Duration POLL = Duration.ofMillis(250);
    /** How long the read of one record may take. */
    private static final Duration ONE = Duration.ofSeconds(3);

    private final KafkaSettings kafka;

    DeadLetterScan(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** What one poll has read. */
    @FunctionalInterface
    interface Visitor {

        /** @return whether to go on */
        boolean visit(List<ConsumerRecord<byte[], byte[]>> records);
    }

    /** The first and the next offset of a partition. */
    private record Bounds(long first, long next) {}

    /**
     * @param from the place to begin at; null for the beginning
     * @param since leaves out what is older
     * @param limit how long it may take
     * @return the place to go on at; null where all was read
     */
    @Nullable
    LetterPlace read(
            List<String> topics, @Nullable LetterPlace from, @Nullable Instant since, Duration limit, Visitor visitor) {
        long end = System.nanoTime() + limit.toNanos();
        int records = 0;
        long bytes = 0;
        try (var consumer = open()) {
            Map<TopicPartition, Bounds> partitions = partitions(consumer, topics, since);
            for (var each : partitions.entrySet()) {
                TopicPartition partition = each.getKey();
                var place = new LetterPlace(
                        partition.topic(),
                        partition.partition(),
                        each.getValue().first());
                if (from != null && place.topic().equals(from.topic()) && place.partition() == from.partition()) {
                    place = place.compareTo(from) < 0 ? from : place;
                } else if (from != null && place.compareTo(from) < 0) {
                    continue;
                }
                consumer.assign(List.of(partition));
                consumer.seek(partition, place.offset());
                while (consumer.position(partition) < each.getValue().next()) {
                    if (System.nanoTime() > end || records >= MOST_RECORDS || bytes >= MOST_BYTES) {
                        return new LetterPlace(partition.topic(), partition.partition(), consumer.position(partition));
                    }
                    List<ConsumerRecord<byte[], byte[]>> read =
                            consumer.poll(POLL).records(partition);
                    records += read.size();
                    bytes += read.stream()
                            .mapToLong(record -> Math.max(0, record.serializedValueSize()))
                            .sum();
                    if (!read.isEmpty() && !visitor.visit(read)) {
                        return new LetterPlace(partition.topic(), partition.partition(), consumer.position(partition));
                    }
                }
            }
            return null;
        }
    }

    /** Those that are there, by their places. */
    Map<LetterPlace, ConsumerRecord<byte[], byte[]>> some(List<LetterPlace> places) {
        var found = new TreeMap<LetterPlace, ConsumerRecord<byte[], byte[]>>();
        try (var consumer = open()) {
            var known = partitions(
                    consumer, places.stream().map(LetterPlace::topic).distinct().toList(), null);
            for (LetterPlace place : places) {
                TopicPartition partition = place.topicPartition();
                Bounds bounds = known.get(partition);
                if (bounds == null || place.offset() < bounds.first() || place.offset() >= bounds.next()) {
                    continue;
                }
                consumer.assign(List.of(partition));
                consumer.seek(partition, place.offset());
                long end = System.nanoTime() + ONE.toNanos();
                // A record may be compacted away, or be a marker of a transaction.
                while (consumer.position(partition) <= place.offset() && System.nanoTime() < end) {
                    consumer.poll(POLL).records(partition).stream()
                            .filter(record -> record.offset() == place.offset())
                            .forEach(record -> found.put(place, record));
                }
            }
        }
        return found;
    }

    /** The first record that each partition of the dead-letter topics still has. */
    List<LetterPlace> firsts() {
        try (var consumer = open()) {
            var partitions = new ArrayList<TopicPartition>();
            Topics.DEAD_LETTERS.forEach(topic -> consumer.partitionsFor(topic)
                    .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
            return consumer.beginningOffsets(partitions).entrySet().stream()
                    .map(first -> new LetterPlace(
                            first.getKey().topic(), first.getKey().partition(), first.getValue()))
                    .toList();
        }
    }

    private KafkaConsumer<byte[], byte[]> open() {
        Map<String, Object> properties = kafka.consumerProperties(null);
        properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 200);
        // A record that is larger is handed over all the same, alone.
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 * 1024 * 1024);
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1024 * 1024);
        return new KafkaConsumer<>(properties);
    }

    /** Those that are not empty, in order. */
    private static Map<TopicPartition, Bounds> partitions(
            KafkaConsumer<byte[], byte[]> consumer, List<String> topics, @Nullable Instant since) {
        var partitions = new ArrayList<TopicPartition>();
        topics.forEach(topic -> consumer.partitionsFor(topic)
                .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
        Map<TopicPartition, Long> firsts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        var positions = new HashMap<TopicPartition, @Nullable OffsetAndTimestamp>();
        if (since != null) {
            var times = new HashMap<TopicPartition, Long>();
            partitions.forEach(partition -> times.put(partition, Math.max(0, since.toEpochMilli())));
            positions.putAll(consumer.offsetsForTimes(times));
        }
        var bounds = new TreeMap<TopicPartition, Bounds>(
                Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
        for (TopicPartition partition : partitions) {
            long first = firsts.getOrDefault(partition, 0L);
            long next = ends.getOrDefault(partition, 0L);
            if (since != null) {
                OffsetAndTimestamp at = positions.get(partition);
                first = at == null ? next : Math.max(first, at.offset());
            }
            if (first < next) {
                bounds.put(partition, new Bounds(first, next));
            }
        }
        return bounds;
    }
}
