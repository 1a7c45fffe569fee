package dev.statewave.worker.erasure;

import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * An erasure that is not complete.
 *
 * @param position of the deletion on the subject log
 * @param appliedAt when the rows were deleted
 * @param marks up to which offset each partition may hold records about the subject; empty while these are on their way
 */
record Erasure(UUID id, SubjectKey key, LogPosition position, Instant appliedAt, Map<TopicPartition, Long> marks) {}
