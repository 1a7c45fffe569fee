package dev.statewave.ingest.ledger;

import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.contract.topics.Topics;
import dev.statewave.ingest.consumers.OffsetSampler;
import dev.statewave.ingest.consumers.OffsetSampler.Sample;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.UnreadRecords;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The books of the subject log: each of its offsets is applied to the database (or dead-lettered on the way), or still
 * in flight. What is neither is missing: the group of the writers has passed it and the database has not, as after a
 * restore of an older database, or the retention of the topic has taken it before it was applied.
 */
@Component
public class LogLedger implements ReadinessCheck {

    /** How long books may be wrong: a commit and a position are not read at one moment. */
    private static final Duration BOUND = Duration.ofMinutes(1);

    private static final Duration DATABASE_LIMIT = Duration.ofSeconds(3);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private static final String POSITIONS = "SELECT log_partition, next_offset FROM log_positions";

    private final OffsetSampler sampler;
    private final ScopedReads database;
    private final UnreadRecords records;
    private final Clock clock;
    /** By partition, what was found to hold no record: the log never changes, so it is looked at once. */
    private final Map<Integer, Range> noRecords = new ConcurrentHashMap<>();

    private volatile long missing;
    private volatile @Nullable Instant wrongSince;

    LogLedger(OffsetSampler sampler, ScopedReads database, KafkaSettings kafka, MeterRegistry metrics, Clock clock) {
        this.sampler = sampler;
        this.database = database;
        this.records = new UnreadRecords(kafka);
        this.clock = clock;
        Gauge.builder("statewave.ledger.missing.records", this, ledger -> ledger.missing)
                .description("Records of the subject log that were passed and not applied, as last looked at")
                .register(metrics);
    }

    /**
     * A partition of the log.
     *
     * @param first the first offset that Kafka still has
     * @param accepted the end of the log: the offsets that were given out, markers of transactions among them
     * @param applied offsets that the database is past, with what was dead-lettered on the way
     * @param committed what the writers read next
     * @param inFlight offsets that are accepted and not applied, and that will be read
     * @param missing offsets that are accepted and not applied, and that nobody will read
     */
    public record Partition(
            int partition, long first, long accepted, long applied, long committed, long inFlight, long missing) {}

    private record Position(int partition, long next) {}

    private record Range(long from, long to) {}

    /** Blocks. */
    public List<Partition> look() {
        // The commits before the positions: a writer moves its position first, so none of them seems to be ahead.
        Sample sample = sampler.sample();
        Map<Integer, Long> applied = database
                .run(
                        TenantScope.ALL,
                        POSITIONS,
                        List.of(),
                        row -> new Position(
                                row.get("log_partition", Integer.class), row.get("next_offset", Long.class)))
                .collectList()
                .blockOptional(DATABASE_LIMIT)
                .orElse(List.of())
                .stream()
                .collect(Collectors.toMap(Position::partition, Position::next));
        List<Partition> partitions = sample.ends().keySet().stream()
                .filter(partition -> partition.topic().equals(Topics.SUBJECT_LOG))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .map(partition -> partition(partition, sample, applied.getOrDefault(partition.partition(), 0L)))
                .toList();
        missing = partitions.stream().mapToLong(Partition::missing).sum();
        Instant since = wrongSince;
        wrongSince = missing == 0 ? null : since == null ? clock.instant() : since;
        return partitions;
    }

    private Partition partition(TopicPartition partition, Sample sample, long applied) {
        long first = sample.first().getOrDefault(partition, 0L);
        long end = sample.ends().getOrDefault(partition, 0L);
        long committed = sample.next(ConsumerRole.WRITER, partition);
        long behind = applied < first ? applied : behindMarkers(partition, applied, Math.min(committed, end), end);
        return of(partition.partition(), first, end, behind, committed);
    }

    /**
     * A position in the database moves with records, so it stays before markers of transactions that stand behind the
     * last one.
     */
    private long behindMarkers(TopicPartition partition, long applied, long committed, long end) {
        if (holdsNone(partition, applied, end)) {
            return end;
        }
        return holdsNone(partition, applied, committed) ? committed : applied;
    }

    private boolean holdsNone(TopicPartition partition, long from, long to) {
        if (from >= to) {
            // A log that ends below the position was created anew, and has other records where markers stood.
            noRecords.remove(partition.partition());
            return false;
        }
        Range known = noRecords.get(partition.partition());
        if (known != null && known.from() <= from && to <= known.to()) {
            return true;
        }
        if (records.exist(partition, from, to, LONGEST_LOOK)) {
            return false;
        }
        noRecords.put(partition.partition(), new Range(from, to));
        return true;
    }

    /** @param end the end of the log; below {@code applied} where the topic was created anew */
    static Partition of(int partition, long first, long end, long applied, long committed) {
        // Who reads begins at the committed offset, or at the first record there is.
        long readFrom = Math.max(committed, first);
        long missing = Math.max(0, Math.min(readFrom, end) - applied);
        // A log that ends below the position was created anew: what is on it now is never applied.
        if (applied > end) {
            missing = Math.max(0, end - first);
        }
        long inFlight = applied > end ? 0 : end - applied - missing;
        return new Partition(partition, first, end, applied, committed, inFlight, missing);
    }

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public Outcome run() {
        List<Partition> partitions;
        try {
            partitions = look();
        } catch (RuntimeException e) {
            // The checks of Kafka and of the database say what is wrong.
            return Outcome.ok("not known: " + e.getMessage());
        }
        Instant since = wrongSince;
        if (since == null || since.plus(BOUND).isAfter(clock.instant())) {
            return Outcome.ok();
        }
        return Outcome.degraded("%d records of the log were passed and not applied, on partitions %s"
                .formatted(
                        missing,
                        partitions.stream()
                                .filter(partition -> partition.missing() > 0)
                                .map(partition -> String.valueOf(partition.partition()))
                                .collect(Collectors.joining(", "))));
    }
}
