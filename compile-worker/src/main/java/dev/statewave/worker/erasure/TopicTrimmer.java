package dev.statewave.worker.erasure;

import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.UnreadRecords;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Deletes the beginnings of partitions. Kafka deletes whole files, and never one that holds later records too or that
 * is written to: so the files are closed where later on the partitions shall begin. A record closes a file that no
 * reader of committed records sees, because its transaction is aborted.
 */
final class TopicTrimmer implements AutoCloseable {

    /** Topics whose records may hold what was recorded of a subject, or its name, without the dead letters. */
    private static final List<String> WORK = List.of(
            Topics.EPISODES,
            Topics.SUBJECT_LOG,
            Topics.COMPILE,
            Topics.COMPILE_RESULTS,
            Topics.EMBED,
            Topics.RECEIPTS,
            Topics.EVENTS,
            Topics.WEBHOOKS,
            Topics.webhookRetry(1),
            Topics.webhookRetry(2),
            Topics.webhookRetry(3),
            Topics.webhookRetry(4));

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** A broker applies a changed configuration within this time. */
    private static final Duration APPLIED = Duration.ofSeconds(1);
    /** Groups of the system; a group of somebody else holds no erasure up. */
    private static final String OWN_GROUPS = "statewave-";

    private final KafkaSettings kafka;
    private final UnreadRecords records;
    private final Admin admin;

    TopicTrimmer(KafkaSettings kafka) {
        this.kafka = kafka;
        this.records = new UnreadRecords(kafka);
        this.admin = Admin.create(kafka.adminProperties());
    }

    /**
     * Closes the files that are written to, so that what was recorded until now shares none with what comes.
     *
     * @param age how old the youngest record is that has to go one day
     * @return where the partitions end that hold records
     */
    Map<TopicPartition, Long> close(Duration age) {
        var topics = new ArrayList<>(WORK);
        topics.addAll(Topics.DEAD_LETTERS);
        var partitions = new HashSet<TopicPartition>();
        get(admin.describeTopics(topics).allTopicNames()).forEach((topic, description) -> IntStream.range(
                        0, description.partitions().size())
                .forEach(number -> partitions.add(new TopicPartition(topic, number))));
        Map<TopicPartition, Long> begins = begins(partitions);
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        partitions.removeIf(partition -> Objects.equals(begins.get(partition), ends.get(partition)));
        if (partitions.isEmpty()) {
            return Map.of();
        }
        closeFiles(partitions, age);
        return offsets(partitions, OffsetSpec.latest());
    }

    /** Where the partitions begin. */
    Map<TopicPartition, Long> begins(Collection<TopicPartition> partitions) {
        return offsets(partitions, OffsetSpec.earliest());
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        var asked = partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec));
        var found = new HashMap<TopicPartition, Long>();
        get(admin.listOffsets(asked).all()).forEach((partition, info) -> found.put(partition, info.offset()));
        return found;
    }

    /** A partition that one of our groups has not read up to there, in words; empty where all have. */
    Optional<String> unread(Map<TopicPartition, Long> marks) {
        List<String> groups = get(
                        admin.listGroups(ListGroupsOptions.forConsumerGroups()).all())
                .stream()
                .map(GroupListing::groupId)
                .filter(group -> group.startsWith(OWN_GROUPS))
                .toList();
        for (String group : groups) {
            var committed = get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
            for (var entry : committed.entrySet()) {
                Long mark = marks.get(entry.getKey());
                if (mark != null
                        && entry.getValue() != null
                        && entry.getValue().offset() < mark
                        && records.exist(entry.getKey(), entry.getValue().offset(), mark, TIMEOUT)) {
                    return Optional.of("%s has not read %s up to offset %d".formatted(group, entry.getKey(), mark));
                }
            }
        }
        return Optional.empty();
    }

    /** Deletes what stands before the marks. The broker deletes the files within {@link #grace()}. */
    void trim(Map<TopicPartition, Long> marks) {
        Map<TopicPartition, Long> begins = begins(marks.keySet());
        var deletions = new HashMap<TopicPartition, RecordsToDelete>();
        marks.forEach((partition, mark) -> {
            if (Objects.requireNonNull(begins.get(partition)) < mark) {
                deletions.put(partition, RecordsToDelete.beforeOffset(mark));
            }
        });
        get(admin.deleteRecords(deletions).all());
    }

    private void closeFiles(Set<TopicPartition> partitions, Duration age) {
        List<ConfigResource> topics = partitions.stream()
                .map(TopicPartition::topic)
                .distinct()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        long closedAfter =
                Math.clamp(age.toMillis() / 2, 1, Duration.ofMinutes(10).toMillis());
        var former = get(admin.describeConfigs(topics).all());
        var changed = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
        var restored = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
        topics.forEach(topic -> {
            ConfigEntry entry = Objects.requireNonNull(former.get(topic)).get(TopicConfig.SEGMENT_MS_CONFIG);
            changed.put(topic, List.of(set(String.valueOf(closedAfter))));
            boolean own = entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG;
            restored.put(
                    topic,
                    List.of(
                            own
                                    ? set(entry.value())
                                    : new AlterConfigOp(
                                            new ConfigEntry(TopicConfig.SEGMENT_MS_CONFIG, ""),
                                            AlterConfigOp.OpType.DELETE)));
        });
        get(admin.incrementalAlterConfigs(changed).all());
        try {
            Thread.sleep(APPLIED);
            appendUnseen(partitions);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while files of topics were closed", e);
        } finally {
            get(admin.incrementalAlterConfigs(restored).all());
        }
    }

    private static AlterConfigOp set(String millis) {
        return new AlterConfigOp(new ConfigEntry(TopicConfig.SEGMENT_MS_CONFIG, millis), AlterConfigOp.OpType.SET);
    }

    private void appendUnseen(Set<TopicPartition> partitions) {
        var properties = kafka.producerProperties();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "statewave-erasure-" + UUID.randomUUID());
        try (var producer = new KafkaProducer<String, byte[]>(properties)) {
            producer.initTransactions();
            producer.beginTransaction();
            partitions.forEach(partition ->
                    producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), null, new byte[0])));
            // An abort drops what is not sent yet.
            producer.flush();
            producer.abortTransaction();
        }
    }

    /** How long after a {@link #trim} the files are gone, as the broker is configured. */
    Duration grace() {
        String node = get(admin.describeCluster().nodes()).iterator().next().idString();
        var broker = new ConfigResource(ConfigResource.Type.BROKER, node);
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.SUBJECT_LOG);
        var configs = get(admin.describeConfigs(List.of(broker, topic)).all());
        long check = Long.parseLong(Objects.requireNonNull(configs.get(broker))
                .get("log.retention.check.interval.ms")
                .value());
        long delay = Long.parseLong(Objects.requireNonNull(configs.get(topic))
                .get(TopicConfig.FILE_DELETE_DELAY_MS_CONFIG)
                .value());
        // Twice, for a check that was under way.
        return Duration.ofMillis(2 * check + delay).plusSeconds(5);
    }

    private static <T> T get(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while Kafka was asked", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("Kafka does not answer", e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }
}
