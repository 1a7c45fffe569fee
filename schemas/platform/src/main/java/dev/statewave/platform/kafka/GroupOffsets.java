package dev.statewave.platform.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks the broker how far consumer groups have come. Each question takes a few seconds at most. */
final class GroupOffsets implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 3;

    private final KafkaSettings kafka;
    private @Nullable Admin admin;

    GroupOffsets(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /**
     * How far a group has come in a partition.
     *
     * @param next the offset that it reads next; the start of the partition where it never committed one
     * @param end the offset behind the last record that is committed
     */
    record Progress(long next, long end) {
        long waiting() {
            return Math.max(0, end - next);
        }
    }

    /** @throws Exception where the broker does not answer or does not allow it */
    Map<TopicPartition, Progress> progress(String group, Collection<String> topics) throws Exception {
        var partitions = new ArrayList<TopicPartition>();
        admin().describeTopics(topics)
                .allTopicNames()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .forEach((topic, description) -> description
                        .partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
        var committed = admin().listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        var ends = offsets(partitions, OffsetSpec.latest());
        // Who never committed anything begins at the start.
        var fresh = partitions.stream()
                .filter(partition -> committed.get(partition) == null)
                .toList();
        var starts = fresh.isEmpty() ? Map.<TopicPartition, Long>of() : offsets(fresh, OffsetSpec.earliest());
        var progress = new HashMap<TopicPartition, Progress>();
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata own = committed.get(partition);
            Long end = ends.get(partition);
            Long next = own == null ? starts.get(partition) : Long.valueOf(own.offset());
            if (end != null && next != null) {
                progress.put(partition, new Progress(next, end));
            }
        }
        return progress;
    }

    /** Whether a broker answers. */
    boolean answers() throws Exception {
        return !admin().describeCluster()
                .nodes()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .isEmpty();
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) throws Exception {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        var found = admin().listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        var offsets = new HashMap<TopicPartition, Long>();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    // Not in the constructor: a broker whose name does not resolve yet must not end the start.
    private synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(kafka.adminProperties());
        }
        return admin;
    }

    @Override
    public synchronized void close() {
        if (admin != null) {
            admin.close(Duration.ofSeconds(1));
        }
    }
}
