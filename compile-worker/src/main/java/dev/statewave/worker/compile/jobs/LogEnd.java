package dev.statewave.worker.compile.jobs;

import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/** Where the subject log ends: a position behind it names no record, so that nobody will ever commit it. */
@Component
class LogEnd {

    private static final int TIMEOUT_SECONDS = 5;

    private final KafkaSettings kafka;

    LogEnd(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** @return false also where Kafka does not answer, so that the caller goes on waiting */
    boolean isBefore(LogPosition position) throws InterruptedException {
        var partition = new TopicPartition(Topics.SUBJECT_LOG, position.partition());
        // Asked seldom, so a client of its own is cheaper than one that is kept open.
        try (Admin admin = Admin.create(kafka.adminProperties())) {
            // A partition that does not exist would be asked for until the time is up.
            int partitions = admin.describeTopics(List.of(Topics.SUBJECT_LOG))
                    .topicNameValues()
                    .values()
                    .iterator()
                    .next()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .partitions()
                    .size();
            if (position.partition() < 0 || position.partition() >= partitions) {
                return true;
            }
            long end = admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .offset();
            return end <= position.offset();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return false;
        }
    }
}
