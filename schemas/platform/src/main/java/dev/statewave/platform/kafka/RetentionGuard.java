package dev.statewave.platform.kafka;

import dev.statewave.platform.health.ReadinessCheck;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * Sees to it that retention deletes no record that a group has still to read. Once the oldest unread record of a topic
 * is older than half of its retention, the retention is doubled; when the group has caught up, it is set back. Where
 * Kafka does not allow that and the record is older than four fifths, nothing more should be produced to the topic.
 */
public final class RetentionGuard implements ManagedComponent, ReadinessCheck {

    private static final Logger log = LoggerFactory.getLogger(RetentionGuard.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final int TIMEOUT_SECONDS = 10;
    /** Percent of the retention from which on it is doubled. */
    private static final int EXTEND_FROM = 50;
    /** Percent of the retention from which on a topic is in danger where it cannot be doubled. */
    private static final int DANGER_FROM = 80;

    private final KafkaSettings kafka;
    private final List<GuardedGroup> groups;
    private final RetentionChange change;
    private final TaskScheduler scheduler;
    private final Clock clock;
    /** The retention in milliseconds that a topic had before it was doubled. */
    private final Map<String, Long> extended = new ConcurrentHashMap<>();

    private volatile Map<String, String> endangered = Map.of();
    private volatile @Nullable ScheduledFuture<?> schedule;
    private @Nullable Admin admin;

    public RetentionGuard(
            KafkaSettings kafka,
            List<GuardedGroup> groups,
            TaskScheduler scheduler,
            Clock clock,
            MeterRegistry metrics) {
        this(kafka, groups, RetentionGuard::alter, scheduler, clock, metrics);
    }

    /** @param change how the retention of a topic is set */
    public RetentionGuard(
            KafkaSettings kafka,
            List<GuardedGroup> groups,
            RetentionChange change,
            TaskScheduler scheduler,
            Clock clock,
            MeterRegistry metrics) {
        this.kafka = kafka;
        this.groups = List.copyOf(groups);
        this.change = change;
        this.scheduler = scheduler;
        this.clock = clock;
        Gauge.builder("statewave.retention.extended.topics", extended, Map::size)
                .description("Topics whose retention is extended, because a group is far behind")
                .register(metrics);
        Gauge.builder("statewave.retention.endangered.topics", this, guard -> guard.endangered.size())
                .description("Topics whose unread records are about to be deleted")
                .register(metrics);
    }

    /** Sets {@code retention.ms} of a topic. */
    @FunctionalInterface
    public interface RetentionChange {
        /** @throws ExecutionException where Kafka refuses it */
        void set(Admin admin, String topic, long millis)
                throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException;
    }

    private static void alter(Admin admin, String topic, long millis)
            throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
        var entry = new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(millis));
        Map<ConfigResource, Collection<AlterConfigOp>> changes =
                Map.of(resource(topic), List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET)));
        admin.incrementalAlterConfigs(changes).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void start() {
        schedule = scheduler.scheduleWithFixedDelay(this::look, INTERVAL);
    }

    /** Looks once; never throws. */
    public void look() {
        try {
            var found = new HashMap<String, String>();
            for (String topic :
                    groups.stream().flatMap(group -> group.topics().stream()).collect(Collectors.toSet())) {
                look(topic).ifPresent(danger -> found.put(topic, danger));
            }
            endangered = Map.copyOf(found);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            log.warn("The lag of consumer groups is compared with retention again soon: {}", e.toString());
        }
    }

    /** What endangers the unread records of a topic; empty where nothing does. */
    private Optional<String> look(String topic) throws Exception {
        long retention = retention(topic);
        if (retention < 0) {
            return Optional.empty();
        }
        String late = behind(topic, retention / 100 * EXTEND_FROM);
        if (late == null) {
            Long former = extended.get(topic);
            // Not sooner than the former one lets the group stay well within.
            if (former != null && behind(topic, former / 100 * EXTEND_FROM / 2) == null) {
                change.set(admin(), topic, former);
                extended.remove(topic);
                log.info("The retention of {} is {} ms again: its readers have caught up", topic, former);
            }
            return Optional.empty();
        }
        try {
            long twice = retention > Long.MAX_VALUE / 2 ? -1 : retention * 2;
            change.set(admin(), topic, twice);
            extended.putIfAbsent(topic, retention);
            log.warn("The retention of {} is raised from {} to {} ms: {} is far behind", topic, retention, twice, late);
            return Optional.empty();
        } catch (ExecutionException e) {
            log.warn("{} is far behind on {}, whose retention cannot be raised: {}", late, topic, e.getMessage());
            String endangering = behind(topic, retention / 100 * DANGER_FROM);
            return Optional.ofNullable(endangering)
                    .map(group ->
                            "%s is behind on %s by more than %d %% of its retention of %d ms, which cannot be raised"
                                    .formatted(group, topic, DANGER_FROM, retention));
        }
    }

    private long retention(String topic) throws Exception {
        var configs = admin().describeConfigs(List.of(resource(topic))).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return Long.parseLong(Objects.requireNonNull(configs.get(resource(topic)))
                .get(TopicConfig.RETENTION_MS_CONFIG)
                .value());
    }

    /** A group that has not read a record of the topic that is older than that; null where all have. */
    private @Nullable String behind(String topic, long millis) throws Exception {
        var description = admin().describeTopics(List.of(topic)).allTopicNames().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        var partitions = new ArrayList<TopicPartition>();
        description.values().forEach(each -> each.partitions()
                .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
        Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        // By the times of records, because retention goes by them too.
        Map<TopicPartition, Long> young = offsets(partitions, OffsetSpec.forTimestamp(clock.millis() - millis));
        for (GuardedGroup group : groups) {
            if (group.topics().contains(topic)) {
                Map<TopicPartition, OffsetAndMetadata> committed = admin().listConsumerGroupOffsets(group.name())
                        .partitionsToOffsetAndMetadata()
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                // A group that never read anything, such as one of a role that nobody plays, misses nothing.
                if (!committed.isEmpty()
                        && partitions.stream().anyMatch(partition -> {
                            OffsetAndMetadata own = committed.get(partition);
                            long next = Math.max(own == null ? 0 : own.offset(), begins.getOrDefault(partition, 0L));
                            long first = young.getOrDefault(partition, -1L);
                            long bound = first < 0 ? ends.getOrDefault(partition, 0L) : first;
                            return next < bound
                                    && new UnreadRecords(kafka)
                                            .exist(partition, next, bound, Duration.ofSeconds(TIMEOUT_SECONDS));
                        })) {
                    return group.name();
                }
            }
        }
        return null;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) throws Exception {
        var wanted = partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> spec));
        var offsets = new HashMap<TopicPartition, Long>();
        admin().listOffsets(wanted)
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                .forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    /** Why nothing more should be produced to a topic; empty where it may. */
    public Optional<String> danger(String topic) {
        return Optional.ofNullable(endangered.get(topic));
    }

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public Outcome run() {
        if (!endangered.isEmpty()) {
            return Outcome.degraded(String.join("; ", endangered.values()));
        }
        return extended.isEmpty()
                ? Outcome.ok()
                : Outcome.degraded("retention is extended for readers that are far behind: "
                        + extended.keySet().stream().sorted().collect(Collectors.joining(", ")));
    }

    // Not in the constructor: a broker whose name does not resolve yet must not end the start.
    private synchronized Admin admin() {
        if (admin == null) {
            admin = Admin.create(kafka.adminProperties());
        }
        return admin;
    }

    @Override
    public void stop() {
        var running = schedule;
        if (running != null) {
            running.cancel(true);
        }
        synchronized (this) {
            if (admin != null) {
                admin.close(Duration.ofSeconds(1));
            }
        }
    }
}
