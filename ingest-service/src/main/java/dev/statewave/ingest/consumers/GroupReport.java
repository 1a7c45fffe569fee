package dev.statewave.ingest.consumers;

import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.contract.topics.RoleState;
import dev.statewave.ingest.consumers.OffsetSampler.Sample;
import dev.statewave.ingest.pauses.TenantPauseRepository.Pause;
import dev.statewave.platform.kafka.RolePauses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a consumer group has still to do, how fast it does it, and who does it. Blocks. */
@Component
public class GroupReport {

    /** A partition is hot where its lag is at least this and more than twice the mean of its topic. */
    private static final long HOT = 100;

    private static final int HOT_TIMES = 2;
    /** Lag that counts, in seconds: below it a group is just at work. */
    private static final long BEHIND_SECONDS = 60;

    private final KafkaAdmin kafka;
    private final OffsetSampler sampler;
    private final RolePauses pauses;

    GroupReport(KafkaAdmin kafka, OffsetSampler sampler, RolePauses pauses) {
        this.kafka = kafka;
        this.sampler = sampler;
        this.pauses = pauses;
    }

    /**
     * A partition of a group.
     *
     * @param committed what the group reads next
     * @param lagSeconds how long its oldest unread record has been seen to wait
     * @param hot whether it has more than twice the lag of the mean
     * @param member the client that holds it; null where nobody does
     */
    public record Partition(
            String topic,
            int partition,
            long committed,
            long end,
            long lag,
            double lagSeconds,
            double inPerSecond,
            double outPerSecond,
            boolean hot,
            @Nullable String member,
            @Nullable String host) {}

    /**
     * A group.
     *
     * @param state {@code idle}, {@code working}, {@code behind}, {@code stuck} or {@code paused}
     * @param detail what the state means, and what to do
     * @param groupState as Kafka names it
     * @param inPerSecond records that came in, of the last minute
     * @param drainSeconds until nothing is left at the present rates; null where there is no lag or it does not shrink
     * @param resettable whether it can be reset, because a repeat of its records is harmless
     * @param pausedTenants tenants whose records it leaves out, because an operator said so; they are no lag
     */
    public record Group(
            String group,
            String role,
            String topic,
            String state,
            String detail,
            String groupState,
            int members,
            long lag,
            double lagSeconds,
            double inPerSecond,
            double outPerSecond,
            @Nullable Double drainSeconds,
            boolean resettable,
            List<Pause> pausedTenants,
            List<Partition> partitions) {

        /** @param pauses of all roles */
        Group with(List<Pause> pauses) {
            return new Group(
                    group,
                    role,
                    topic,
                    state,
                    detail,
                    groupState,
                    members,
                    lag,
                    lagSeconds,
                    inPerSecond,
                    outPerSecond,
                    drainSeconds,
                    resettable,
                    pauses.stream().filter(pause -> pause.role().equals(role)).toList(),
                    partitions);
        }
    }

    public List<Group> groups() {
        Sample now = sampler.sample();
        Sample before = sampler.oldest().orElse(now);
        List<String> ids =
                Arrays.stream(ConsumerRole.values()).map(ConsumerRole::id).toList();
        var described = kafka.client().describeConsumerGroups(ids).describedGroups();
        var groups = new ArrayList<Group>();
        for (ConsumerRole group : ConsumerRole.values()) {
            ConsumerGroupDescription description = null;
            try {
                description = KafkaAdmin.await(Objects.requireNonNull(described.get(group.id())));
            } catch (GroupIdNotFoundException e) {
                // Nobody ever was a member.
            } catch (KafkaException e) {
                if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                    throw e;
                }
            }
            groups.add(group(group, description, before, now));
        }
        return groups;
    }

    private Group group(ConsumerRole group, @Nullable ConsumerGroupDescription description, Sample before, Sample now) {
        Map<TopicPartition, MemberDescription> holders = new HashMap<>();
        int members = 0;
        if (description != null) {
            members = description.members().size();
            description.members().forEach(member -> member.assignment()
                    .topicPartitions()
                    .forEach(partition -> holders.put(partition, member)));
        }
        double seconds = Duration.between(before.at(), now.at()).toMillis() / 1_000.0;
        List<TopicPartition> own = now.ends().keySet().stream()
                .filter(partition -> partition.topic().equals(group.topic()))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList();
        long lag =
                own.stream().mapToLong(partition -> lag(group, partition, now)).sum();
        List<Partition> partitions = own.stream()
                .map(partition -> {
                    MemberDescription holder = holders.get(partition);
                    long behind = lag(group, partition, now);
                    return new Partition(
                            partition.topic(),
                            partition.partition(),
                            now.next(group, partition),
                            now.ends().getOrDefault(partition, 0L),
                            behind,
                            sampler.lagTime(group, partition).toMillis() / 1_000.0,
                            rate(now.ends().get(partition), before.ends().get(partition), seconds),
                            rate(now.next(group, partition), before.next(group, partition), seconds),
                            own.size() > 1 && behind >= HOT && behind * own.size() > HOT_TIMES * lag,
                            holder == null ? null : holder.clientId(),
                            holder == null ? null : holder.host());
                })
                .toList();
        double lagSeconds =
                partitions.stream().mapToDouble(Partition::lagSeconds).max().orElse(0);
        double in = partitions.stream().mapToDouble(Partition::inPerSecond).sum();
        double out = partitions.stream().mapToDouble(Partition::outPerSecond).sum();
        RoleState role = pauses.state(group.role()).filter(RoleState::paused).orElse(null);
        String state = state(group, role, members, lag, lagSeconds, out);
        return new Group(
                group.id(),
                group.role(),
                group.topic(),
                state,
                detail(group, state, role, members),
                description == null ? "none" : description.groupState().toString(),
                members,
                lag,
                lagSeconds,
                round(in),
                round(out),
                lag > 0 && out > in ? Double.valueOf(round(lag / (out - in))) : null,
                ResetRules.obstacle(group) == null,
                List.of(),
                partitions);
    }

    private static String state(
            ConsumerRole group, @Nullable RoleState role, int members, long lag, double lagSeconds, double out) {
        if (role != null) {
            return "paused";
        }
        if (lag == 0) {
            return "idle";
        }
        // Their records wait for their time.
        if (lagSeconds < BEHIND_SECONDS || group.role().startsWith("delivery-retries")) {
            return members == 0 && lagSeconds >= BEHIND_SECONDS ? "stuck" : "working";
        }
        return members == 0 || out == 0 ? "stuck" : "behind";
    }

    private static String detail(ConsumerRole group, String state, @Nullable RoleState role, int members) {
        return switch (state) {
            case "paused" -> role == null ? "" : "The role is " + role.describe() + ".";
            case "idle" -> "Nothing waits.";
            case "working" -> "Records wait for less than a minute, or for their time.";
            case "behind" ->
                "Records wait for more than a minute: add processes of the role %s, or wait.".formatted(group.role());
            default ->
                members == 0
                        ? "Nobody reads: start a process with the role %s.".formatted(group.role())
                        : "Nothing was read for a minute: /readyz of the process says why.";
        };
    }

    private static long lag(ConsumerRole group, TopicPartition partition, Sample now) {
        return Math.max(0, now.ends().getOrDefault(partition, 0L) - now.next(group, partition));
    }

    private static double rate(@Nullable Long now, @Nullable Long before, double seconds) {
        return now == null || before == null || seconds <= 0 ? 0 : round(Math.max(0, now - before) / seconds);
    }

    private static double round(double number) {
        return Math.round(number * 100) / 100.0;
    }
}
