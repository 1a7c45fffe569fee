package dev.statewave.ingest.consumers;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.contract.topics.RoleState;
import dev.statewave.ingest.consumers.OffsetSampler.Sample;
import dev.statewave.ingest.roles.RoleControl;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sets a group back, so that it reads records once more. Kafka takes the new offsets only while nobody is a member, so
 * the role is paused for that moment. Blocks for up to 25 seconds.
 */
@Component
class GroupReset {

    private static final Duration EMPTY_WITHIN = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(250);

    private final KafkaAdmin kafka;
    private final OffsetSampler sampler;
    private final RoleControl roles;

    GroupReset(KafkaAdmin kafka, OffsetSampler sampler, RoleControl roles) {
        this.kafka = kafka;
        this.sampler = sampler;
        this.roles = roles;
    }

    /** @param repeated records that are read once more */
    record Move(String topic, int partition, long committed, long target, long repeated) {}

    /** @param dryRun whether nothing was changed */
    record ResetBody(String group, boolean dryRun, long repeated, List<Move> partitions) {}

    /**
     * @param to the first moment whose records are read again; null for everything that is there
     * @throws ApiException 404 for an unknown group, 409 for one whose repeat does harm or that is still read
     */
    ResetBody reset(String id, @Nullable Instant to, boolean dryRun, Actor actor, @Nullable String requestId) {
        ConsumerRole group =
                ConsumerRole.ofId(id).orElseThrow(() -> ApiException.notFound("There is no such consumer group"));
        String obstacle = ResetRules.obstacle(group);
        if (obstacle != null) {
            throw ApiException.of(409, "reset_refused", obstacle);
        }
        if (dryRun) {
            return body(group, true, moves(group, to));
        }
        boolean paused = roles.state(group.role()).map(RoleState::paused).orElse(false);
        if (!paused) {
            roles.change(group.role(), true, "reset of " + id, actor, requestId);
        }
        try {
            awaitEmpty(group);
            List<Move> moves = moves(group, to);
            var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
            moves.forEach(move -> offsets.put(
                    new TopicPartition(move.topic(), move.partition()), new OffsetAndMetadata(move.target())));
            KafkaAdmin.await(
                    kafka.client().alterConsumerGroupOffsets(id, offsets).all());
            ResetBody body = body(group, false, moves);
            roles.note(
                    AdminAction.CONSUMER_GROUP_RESET,
                    id,
                    Map.of("to", to == null ? "earliest" : to.toString(), "repeated", body.repeated()),
                    actor,
                    requestId);
            return body;
        } finally {
            if (!paused) {
                roles.change(group.role(), false, null, actor, requestId);
            }
        }
    }

    private static ResetBody body(ConsumerRole group, boolean dryRun, List<Move> moves) {
        return new ResetBody(
                group.id(), dryRun, moves.stream().mapToLong(Move::repeated).sum(), moves);
    }

    /** Never forward: what was not read yet must not be passed over. */
    private List<Move> moves(ConsumerRole group, @Nullable Instant to) {
        Sample now = sampler.sample();
        List<TopicPartition> own = now.ends().keySet().stream()
                .filter(partition -> partition.topic().equals(group.topic()))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList();
        var targets = new HashMap<TopicPartition, Long>();
        if (to == null) {
            own.forEach(partition -> targets.put(partition, now.first().getOrDefault(partition, 0L)));
        } else {
            var times = new HashMap<TopicPartition, OffsetSpec>();
            own.forEach(partition -> times.put(partition, OffsetSpec.forTimestamp(Math.max(0, to.toEpochMilli()))));
            KafkaAdmin.await(kafka.client().listOffsets(times).all())
                    .forEach((partition, found) -> targets.put(
                            partition, found.offset() < 0 ? now.ends().getOrDefault(partition, 0L) : found.offset()));
        }
        return own.stream()
                .map(partition -> {
                    long committed = now.next(group, partition);
                    long target = Math.min(committed, targets.getOrDefault(partition, committed));
                    return new Move(partition.topic(), partition.partition(), committed, target, committed - target);
                })
                .toList();
    }

    private void awaitEmpty(ConsumerRole group) {
        long end = System.nanoTime() + EMPTY_WITHIN.toNanos();
        while (true) {
            var described = KafkaAdmin.await(Objects.requireNonNull(kafka.client()
                    .describeConsumerGroups(List.of(group.id()))
                    .describedGroups()
                    .get(group.id())));
            if (described.members().isEmpty()) {
                return;
            }
            if (System.nanoTime() > end) {
                throw ApiException.of(
                        409,
                        "group_in_use",
                        "%d members of %s did not stop in time: pause the role %s, wait until they have, and try again."
                                .formatted(described.members().size(), group.id(), group.role()));
            }
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ApiException.unavailable("kafka", "Interrupted.");
            }
        }
    }
}
