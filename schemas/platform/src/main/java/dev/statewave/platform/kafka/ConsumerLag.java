package dev.statewave.platform.kafka;

import dev.statewave.platform.health.ReadinessCheck;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
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
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the consumer groups of a deployable: how far each lies behind, as the metric {@code statewave_consumer_lag},
 * and whether it moves, as a readiness check each. A group that has work and has not moved for {@link #STANDSTILL} is
 * degraded. It also is the check on Kafka itself.
 */
public final class ConsumerLag implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConsumerLag.class);
    private static final Duration STANDSTILL = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final int TIMEOUT_SECONDS = 3;

    private final Admin admin;
    private final List<String> groups;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final Map<String, State> states = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("consumer-progress").factory());

    public ConsumerLag(Map<String, Object> adminProperties, List<String> groups, MeterRegistry metrics, Clock clock) {
        this.admin = Admin.create(adminProperties);
        this.groups = List.copyOf(groups);
        this.metrics = metrics;
        this.clock = clock;
        timer.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private record State(long committed, long lag, Instant moved) {}

    public ReadinessCheck kafkaCheck() {
        return ReadinessCheck.of("kafka", () -> {
            var nodes = admin.describeCluster().nodes().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return nodes.isEmpty() ? ReadinessCheck.Outcome.fail("no broker answers") : ReadinessCheck.Outcome.ok();
        });
    }

    /** All groups in one check, since they share a fate in most troubles; the detail names those that stand still. */
    public ReadinessCheck progressCheck() {
        return ReadinessCheck.of("consumers", () -> {
            Instant deadline = clock.instant().minus(STANDSTILL);
            String still = new TreeMap<>(states)
                    .entrySet().stream()
                            .filter(entry -> entry.getValue().lag() > 0
                                    && entry.getValue().moved().isBefore(deadline))
                            .map(entry -> "%s stands still, %d behind"
                                    .formatted(entry.getKey(), entry.getValue().lag()))
                            .collect(Collectors.joining("; "));
            return still.isEmpty() ? ReadinessCheck.Outcome.ok() : ReadinessCheck.Outcome.degraded(still);
        });
    }

    /** How far a group lay behind a moment ago, in records; empty where it has not committed anything yet. */
    public OptionalLong lag(String group) {
        var lags = states.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(group + " on "))
                .mapToLong(entry -> entry.getValue().lag())
                .toArray();
        return lags.length == 0
                ? OptionalLong.empty()
                : OptionalLong.of(LongStream.of(lags).sum());
    }

    private void look() {
        for (String group : groups) {
            try {
                look(group);
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    return;
                }
                log.debug("Cannot look at consumer group {}: {}", group, e.toString());
            }
        }
    }

    private void look(String group) throws Exception {
        var committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        committed.values().removeIf(java.util.Objects::isNull);
        Map<TopicPartition, OffsetSpec> latest =
                committed.keySet().stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
        var ends = admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        Map<String, long[]> byTopic = new TreeMap<>();
        committed.forEach((partition, offset) -> {
            long[] sums = byTopic.computeIfAbsent(partition.topic(), topic -> new long[2]);
            sums[0] += offset.offset();
            sums[1] += Math.max(0, ends.get(partition).offset() - offset.offset());
        });
        byTopic.forEach((topic, sums) -> note(group, topic, sums[0], sums[1]));
    }

    private void note(String group, String topic, long committed, long lag) {
        states.compute(group + " on " + topic, (name, before) -> {
            if (before == null) {
                Gauge.builder("statewave.consumer.lag", () -> states.get(name).lag())
                        .tag("group", group)
                        .tag("topic", topic)
                        .description("Records that a consumer group has still to read")
                        .register(metrics);
            }
            boolean moved = before == null || before.committed() != committed || before.lag() == 0;
            return new State(committed, lag, moved ? clock.instant() : before.moved());
        });
    }

    @Override
    public void close() {
        timer.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }
}
