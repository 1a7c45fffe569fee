package dev.statewave.local.backup;

import dev.statewave.contract.topics.Topics;
import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.platform.kafka.KafkaSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the records of a backup onto new topics. The database goes on at the positions that it has, so each partition of
 * the new log first has to come to its position: by empty records, which are deleted again before anybody reads.
 */
final class LogRestore implements AutoCloseable {

    private static final int SECONDS = 60;
    private static final long DELIVERY_MS = Duration.ofMinutes(5).toMillis();

    private final KafkaSettings settings;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    LogRestore(KafkaSettings settings) {
        this.settings = settings;
        this.admin = Admin.create(settings.adminProperties());
        Map<String, Object> properties = new HashMap<>(settings.producerProperties());
        properties.remove(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG);
        properties.remove(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 20);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 1024 * 1024);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, KafkaSettings.MAX_DEAD_LETTER_BYTES);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_MS);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** @throws StartRefusedException where the log has records already, or another number of partitions */
    void requireEmpty(BackupManifest manifest) throws IOException {
        if (settings.kafkaPartitions() != manifest.partitions()) {
            throw new StartRefusedException(
                    "The backup has a subject log of %d partitions and STATEWAVE_KAFKA_PARTITIONS says %d: set it to %d."
                            .formatted(manifest.partitions(), settings.kafkaPartitions(), manifest.partitions()));
        }
        for (int partition = 0; partition < manifest.partitions(); partition++) {
            if (end(partition) > 0) {
                throw new StartRefusedException(
                        "Kafka at %s has a topic %s with records: restore to another Kafka, or delete the topics of Statewave."
                                .formatted(settings.kafkaBootstrapServers(), Topics.SUBJECT_LOG));
            }
        }
    }

    /** Has each partition of the log begin at its position. */
    void begin(BackupManifest manifest) throws IOException {
        var deletions = new HashMap<TopicPartition, RecordsToDelete>();
        for (var position : manifest.positions().entrySet()) {
            int partition = position.getKey();
            for (long offset = 0; offset < position.getValue(); offset++) {
                send(new ProducerRecord<>(Topics.SUBJECT_LOG, partition, null, null));
            }
            flush();
            if (end(partition) != position.getValue()) {
                throw new IOException("Partition %d of %s ends at %d instead of %d: somebody else writes to it."
                        .formatted(partition, Topics.SUBJECT_LOG, end(partition), position.getValue()));
            }
            if (position.getValue() > 0) {
                deletions.put(
                        new TopicPartition(Topics.SUBJECT_LOG, partition),
                        RecordsToDelete.beforeOffset(position.getValue()));
            }
        }
        await(() -> admin.deleteRecords(deletions).all().get(SECONDS, TimeUnit.SECONDS));
    }

    /**
     * Appends the records of a file to their topic, in order.
     *
     * @param until of the records only those before it; null for all
     * @return how many
     */
    long append(Path file, String topic, BackupManifest manifest, @Nullable Instant until) throws IOException {
        boolean log = topic.equals(Topics.SUBJECT_LOG);
        int partitions = partitions(topic);
        long now = System.currentTimeMillis();
        // Of a producer's record its time may be that of the episode. All others would be deleted for their age before
        // anybody reads them.
        boolean keepsTime = topic.equals(Topics.EPISODES) || topic.endsWith(".dlt");
        long[] count = {0};
        RecordFile.read(file, record -> {
            if (until != null && record.timestamp() >= until.toEpochMilli()
                    || log && record.offset() < manifest.positions().getOrDefault(record.partition(), 0L)) {
                return;
            }
            long time = keepsTime && record.timestamp() >= 0 ? record.timestamp() : now;
            send(record.to(topic, record.partition() % partitions, time));
            count[0]++;
        });
        flush();
        return count[0];
    }

    void send(ProducerRecord<byte[], byte[]> record) throws IOException {
        producer.send(record, (metadata, e) -> {
            if (e != null) {
                failure.compareAndSet(null, e);
            }
        });
        check();
    }

    void flush() throws IOException {
        producer.flush();
        check();
    }

    private void check() throws IOException {
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException("Kafka did not take a record: " + failed.getMessage(), failed);
        }
    }

    private int partitions(String topic) {
        return producer.partitionsFor(topic).size();
    }

    private long end(int partition) throws IOException {
        var log = new TopicPartition(Topics.SUBJECT_LOG, partition);
        return await(() -> admin.listOffsets(Map.of(log, OffsetSpec.latest()))
                .partitionResult(log)
                .get(SECONDS, TimeUnit.SECONDS)
                .offset());
    }

    @FunctionalInterface
    private interface Call<T extends @Nullable Object> {
        T run() throws InterruptedException, ExecutionException, TimeoutException;
    }

    private static <T extends @Nullable Object> T await(Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new IOException("Kafka does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        admin.close(Duration.ZERO);
    }
}
