package dev.statewave.ingest.consumers;

import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.PartitionLag;
import dev.statewave.platform.kafka.TopicCatalog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/** Looks at the ends of all topics and the offsets of all groups every few seconds, and keeps the last minute of it. */
@Component
public class OffsetSampler implements InitializingBean, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(OffsetSampler.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int KEPT = 13;

    private final KafkaAdmin kafka;
    private final List<String> topics;
    private final Clock clock;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final Map<GroupPartition, PartitionLag> lags = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("offset-sampler").factory());

    OffsetSampler(KafkaAdmin kafka, KafkaSettings settings, Clock clock) {
        this.kafka = kafka;
        this.topics =
                new TopicCatalog(settings).topics().stream().map(NewTopic::name).toList();
        this.clock = clock;
    }

    private record GroupPartition(ConsumerRole group, TopicPartition partition) {}

    /**
     * What was there at one moment.
     *
     * @param first the first offset of each partition
     * @param ends the end of each partition, as a reader of committed records sees it
     * @param committed what each group reads next, where it ever committed
     */
    public record Sample(
            Instant at,
            Map<TopicPartition, Long> first,
            Map<TopicPartition, Long> ends,
            Map<ConsumerRole, Map<TopicPartition, Long>> committed) {

        /** What the group reads next: the first record where it never committed. */
        public long next(ConsumerRole group, TopicPartition partition) {
            Long own = committed.getOrDefault(group, Map.of()).get(partition);
            return own == null ? first.getOrDefault(partition, 0L) : own;
        }
    }

    @Override
    public void afterPropertiesSet() {
        timer.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The newest sample; empty before the first one. */
    public synchronized Optional<Sample> newest() {
        return Optional.ofNullable(samples.peekLast());
    }

    /** The oldest one of the last minute, to compare the newest with. */
    public synchronized Optional<Sample> oldest() {
        return Optional.ofNullable(samples.peekFirst());
    }

    /** How long the oldest unread record of a group on a partition has been seen to wait. */
    public Duration lagTime(ConsumerRole group, TopicPartition partition) {
        PartitionLag lag = lags.get(new GroupPartition(group, partition));
        return lag == null ? Duration.ZERO : lag.age(clock.instant());
    }

    private void look() {
        try {
            add(sample());
        } catch (RuntimeException e) {
            log.debug("Offsets cannot be looked at: {}", e.toString());
        }
    }

    private synchronized void add(Sample sample) {
        samples.addLast(sample);
        while (samples.size() > KEPT) {
            samples.removeFirst();
        }
    }

    /** A look at this moment, which is not kept. Blocks for seconds at most. */
    public Sample sample() {
        // One that is missing is told by the report of topics, and must not hide the others.
        var known = KafkaAdmin.await(kafka.client().listTopics().names());
        List<String> there = topics.stream().filter(known::contains).toList();
        var partitions = KafkaAdmin.await(kafka.client().describeTopics(there).allTopicNames()).entrySet().stream()
                .flatMap(topic -> topic.getValue().partitions().stream()
                        .map(partition -> new TopicPartition(topic.getKey(), partition.partition())))
                .toList();
        var asked = new HashMap<String, ListConsumerGroupOffsetsSpec>();
        for (ConsumerRole group : ConsumerRole.values()) {
            asked.put(group.id(), new ListConsumerGroupOffsetsSpec());
        }
        var answered =
                KafkaAdmin.await(kafka.client().listConsumerGroupOffsets(asked).all());
        var committed = new HashMap<ConsumerRole, Map<TopicPartition, Long>>();
        answered.forEach((id, offsets) -> {
            var own = new HashMap<TopicPartition, Long>();
            offsets.forEach((partition, offset) -> {
                if (offset != null) {
                    own.put(partition, offset.offset());
                }
            });
            ConsumerRole.ofId(id).ifPresent(group -> committed.put(group, own));
        });
        // The ends behind the commits: so no group seems to be ahead of its topic.
        var sample = new Sample(
                clock.instant(),
                offsets(partitions, OffsetSpec.earliest()),
                offsets(partitions, OffsetSpec.latest()),
                committed);
        for (ConsumerRole group : ConsumerRole.values()) {
            sample.ends().forEach((partition, end) -> {
                if (partition.topic().equals(group.topic())) {
                    lags.computeIfAbsent(new GroupPartition(group, partition), key -> new PartitionLag(sample.at()))
                            .observe(sample.next(group, partition), end, sample.at());
                }
            });
        }
        return sample;
    }

    private Map<TopicPartition, Long> offsets(Collection<TopicPartition> partitions, OffsetSpec spec) {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        var found = KafkaAdmin.await(kafka.client()
                .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all());
        var offsets = new HashMap<TopicPartition, Long>();
        found.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    @Override
    public void destroy() {
        timer.shutdownNow();
    }
}
