package dev.statewave.local.backup;

import dev.statewave.platform.kafka.KafkaSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed records of topics up to where they end now. */
final class TopicReader implements AutoCloseable {

    private static final int SECONDS = 30;
    /** Longer without a record or a further position, and Kafka is taken to be away. */
    private static final Duration STALLED = Duration.ofSeconds(60);

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;

    TopicReader(KafkaSettings kafka) {
        Map<String, Object> properties = new HashMap<>(kafka.consumerProperties(null));
        properties.remove("key.deserializer");
        properties.remove("value.deserializer");
        this.admin = Admin.create(kafka.adminProperties());
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    TopicDescription describe(String topic) throws IOException {
        return await(() -> admin.describeTopics(List.of(topic))
                .topicNameValues()
                .values()
                .iterator()
                .next()
                .get(SECONDS, TimeUnit.SECONDS));
    }

    /** For each partition, how far a group has come; partitions where it has not begun are missing. */
    Map<Integer, Long> offsets(String group, String topic) throws IOException {
        var offsets = new TreeMap<Integer, Long>();
        await(() -> admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get(SECONDS, TimeUnit.SECONDS))
                .forEach((partition, offset) -> {
                    if (partition.topic().equals(topic) && offset != null) {
                        offsets.put(partition.partition(), offset.offset());
                    }
                });
        return offsets;
    }

    /**
     * @param from for each partition the first offset; a partition that is missing is read from its beginning
     * @param complete whether a record that Kafka has deleted already is a reason to fail
     * @return for each partition, the offset after the last one
     */
    Map<Integer, Long> read(String topic, Map<Integer, Long> from, boolean complete, RecordFile.Reader reader)
            throws IOException {
        List<TopicPartition> partitions = describe(topic).partitions().stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        var next = new TreeMap<Integer, Long>();
        for (TopicPartition partition : partitions) {
            long start = starts.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            long wanted = from.getOrDefault(partition.partition(), start);
            if (complete && wanted < start) {
                throw new IOException(
                        "%s begins at offset %d, and the records from %d on are needed: raise STATEWAVE_KAFKA_RETENTION_HOURS."
                                .formatted(partition, start, wanted));
            }
            if (complete && wanted > end) {
                throw new IOException(
                        "%s ends at offset %d, and the database has everything before %d: it is another log."
                                .formatted(partition, end, wanted));
            }
            long first = Math.max(wanted, start);
            consumer.seek(partition, first);
            next.put(partition.partition(), Math.max(first, end));
        }
        long moved = System.nanoTime();
        long before = -1;
        while (partitions.stream().anyMatch(partition -> behind(partition, next))) {
            for (var record : consumer.poll(Duration.ofMillis(500))) {
                if (record.offset() < next.getOrDefault(record.partition(), 0L)) {
                    reader.accept(StoredRecord.of(record));
                }
            }
            long now = partitions.stream().mapToLong(consumer::position).sum();
            if (now != before) {
                before = now;
                moved = System.nanoTime();
            } else if (System.nanoTime() - moved > STALLED.toNanos()) {
                throw new IOException("Kafka gives no further records of " + topic + ".");
            }
        }
        return next;
    }

    private boolean behind(TopicPartition partition, Map<Integer, Long> ends) {
        return consumer.position(partition) < ends.getOrDefault(partition.partition(), 0L);
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws InterruptedException, ExecutionException, TimeoutException;
    }

    private static <T> T await(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("Kafka does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
        admin.close(Duration.ZERO);
    }
}
