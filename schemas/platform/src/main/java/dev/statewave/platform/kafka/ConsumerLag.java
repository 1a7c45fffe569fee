package dev.statewave.platform.kafka;

import dev.statewave.platform.health.ReadinessCheck;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the consumer groups of a deployable: their lag in records and in seconds as metrics, and whether they move as
 * a readiness check. A group that has work and commits nothing for too long is degraded. It also is the check on Kafka.
 */
public final class ConsumerLag implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConsumerLag.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

    private final KafkaSettings kafka;
    private final GroupOffsets offsets;
    private final List<WatchedGroup> groups;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final Map<Watched, Map<Integer, PartitionLag>> lags = new ConcurrentHashMap<>();
    /** Offsets that no record stands at, behind which a group that seemed to be stalled has nothing to read. */
    private final Map<TopicPartition, Range> noRecords = new ConcurrentHashMap<>();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("consumer-lag").factory());

    public ConsumerLag(KafkaSettings kafka, List<WatchedGroup> groups, MeterRegistry metrics, Clock clock) {
        this.kafka = kafka;
        this.offsets = new GroupOffsets(kafka);
        this.groups = List.copyOf(groups);
        this.metrics = metrics;
        this.clock = clock;
        timer.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private record Watched(String group, String topic) implements Comparable<Watched> {
        @Override
        public int compareTo(Watched other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return group + " on " + topic;
        }
    }

    private record Range(long from, long to) {}

    /** Whether a broker answers. */
    public ReadinessCheck kafkaCheck() {
        return ReadinessCheck.of("kafka", () -> {
            return offsets.answers() ? ReadinessCheck.Outcome.ok() : ReadinessCheck.Outcome.fail("no broker answers");
        });
    }

    /** All groups in one check; the detail names those that are stalled. */
    public ReadinessCheck progressCheck() {
        return ReadinessCheck.of("consumers", () -> {
            Instant now = clock.instant();
            String stalled = new TreeMap<>(lags)
                    .entrySet().stream()
                            .filter(entry -> entry.getValue().values().stream()
                                    .anyMatch(lag -> lag.stalled(
                                            now, group(entry.getKey().group()).stallAfter())))
                            .map(entry -> "%s is stalled: a lag of %d records, %d s"
                                    .formatted(
                                            entry.getKey(),
                                            records(entry.getKey()),
                                            age(entry.getKey()).toSeconds()))
                            .collect(Collectors.joining("; "));
            return stalled.isEmpty() ? ReadinessCheck.Outcome.ok() : ReadinessCheck.Outcome.degraded(stalled);
        });
    }

    /** The lag of a group a moment ago, in records; empty where it was not looked at yet. */
    public OptionalLong lag(String group) {
        var watched = lags.keySet().stream()
                .filter(each -> each.group().equals(group))
                .toList();
        return watched.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(watched.stream().mapToLong(this::records).sum());
    }

    private WatchedGroup group(String name) {
        return groups.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private long records(Watched watched) {
        return lags.getOrDefault(watched, Map.of()).values().stream()
                .mapToLong(PartitionLag::records)
                .sum();
    }

    private Duration age(Watched watched) {
        Instant now = clock.instant();
        return lags.getOrDefault(watched, Map.of()).values().stream()
                .map(lag -> lag.age(now))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private void look() {
        for (WatchedGroup group : groups) {
            try {
                look(group);
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                log.debug("Cannot look at consumer group {}: {}", group.name(), e.toString());
            }
        }
    }

    private void look(WatchedGroup group) throws Exception {
        Instant now = clock.instant();
        offsets.progress(group.name(), group.topics())
                .forEach((partition, progress) -> observe(group, partition, progress, now));
    }

    private void observe(WatchedGroup group, TopicPartition partition, GroupOffsets.Progress progress, Instant now) {
        long next = progress.next();
        long end = progress.end();
        PartitionLag lag = lags.computeIfAbsent(new Watched(group.name(), partition.topic()), this::register)
                .computeIfAbsent(partition.partition(), number -> new PartitionLag(now));
        Range skipped = noRecords.get(partition);
        boolean nothing = skipped != null && skipped.from() <= next && skipped.to() == end;
        lag.observe(nothing ? end : next, end, now);
        if (lag.stalled(now, group.stallAfter())
                && !new UnreadRecords(kafka).exist(partition, next, end, LONGEST_LOOK)) {
            noRecords.put(partition, new Range(next, end));
            lag.observe(end, end, now);
        }
    }

    private Map<Integer, PartitionLag> register(Watched watched) {
        Gauge.builder("statewave.consumer.lag", () -> records(watched))
                .tag("group", watched.group())
                .tag("topic", watched.topic())
                .description("Records that a consumer group has still to read")
                .register(metrics);
        TimeGauge.builder("statewave.consumer.lag.time", () -> age(watched).toMillis(), TimeUnit.MILLISECONDS)
                .tag("group", watched.group())
                .tag("topic", watched.topic())
                .description("How long the oldest unread record of a consumer group has waited")
                .register(metrics);
        return new ConcurrentHashMap<>();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        offsets.close();
    }
}
