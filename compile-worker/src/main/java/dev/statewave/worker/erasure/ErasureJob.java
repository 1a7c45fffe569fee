package dev.statewave.worker.erasure;

import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.ManagedComponent;
import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.ErasureSettings;
import dev.statewave.worker.Role;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Carries erasures on, in one process at a time. The writer has deleted the rows. Once the last traces are at rest, it
 * is noted up to which offsets topics may name the subject. When its time has come, topics are trimmed up to there, the
 * dead letters of the subject are removed and small tables are written anew; when the broker has deleted its files, the
 * erasure is complete. Each step may be repeated.
 */
@Component
@Order(7)
@ConditionalOnRole(Role.COMPILER)
class ErasureJob implements ManagedComponent {

    private static final Logger log = LoggerFactory.getLogger(ErasureJob.class);
    /** A sweep is over before another process begins one. */
    private static final Duration LONGEST_SWEEP = Duration.ofMinutes(30);

    /** Part of the hour that is announced on top of the settings. */
    private static final Duration MOST_TOGETHER = Duration.ofMinutes(30);

    private static final String REWRITTEN = "rewritten";
    private static final String LARGER = "larger";

    private final ErasureRepository erasures;
    private final ErasureSettings settings;
    private final KafkaSettings kafka;
    private final TaskScheduler scheduler;
    private final Clock clock;
    private volatile long overdue;
    private volatile @Nullable ScheduledFuture<?> schedule;

    ErasureJob(
            ErasureRepository erasures,
            ErasureSettings settings,
            KafkaSettings kafka,
            TaskScheduler scheduler,
            Clock clock,
            MeterRegistry metrics) {
        this.erasures = erasures;
        this.settings = settings;
        this.kafka = kafka;
        this.scheduler = scheduler;
        this.clock = clock;
        Gauge.builder("statewave.erasures.overdue", this, job -> job.overdue)
                .description("Erasures that are not complete at the time that was announced")
                .register(metrics);
    }

    @Override
    public void start() {
        Duration interval = Duration.ofSeconds(settings.erasureSweepSeconds());
        schedule = scheduler.scheduleWithFixedDelay(this::run, clock.instant().plus(interval), interval);
    }

    void run() {
        try {
            if (erasures.lease(LONGEST_SWEEP)) {
                try {
                    sweep();
                } finally {
                    erasures.release();
                }
            }
            overdue = erasures.overdue().erasures();
        } catch (RuntimeException e) {
            log.warn("Erasures are carried on by the next sweep: {}", e.toString());
        }
    }

    private void sweep() {
        List<Erasure> settled = erasures.settled();
        List<Erasure> due = erasures.due(together());
        List<Erasure> trimmed = erasures.trimmed(Duration.ZERO);
        if (settled.isEmpty() && due.isEmpty() && trimmed.isEmpty()) {
            return;
        }
        try (var topics = new TopicTrimmer(kafka)) {
            if (!settled.isEmpty()) {
                settle(settled, topics);
                due = erasures.due(together());
            }
            if (!due.isEmpty()) {
                trim(due, topics);
            }
            complete(topics);
        }
    }

    private Duration together() {
        Duration tenth = settings.erasureDelay().dividedBy(10);
        return tenth.compareTo(MOST_TOGETHER) < 0 ? tenth : MOST_TOGETHER;
    }

    private void settle(List<Erasure> settled, TopicTrimmer topics) {
        Map<TopicPartition, Long> ends;
        try {
            ends = topics.close(youngest(settled));
        } catch (RuntimeException e) {
            postpone(settled, e);
            return;
        }
        for (Erasure erasure : settled) {
            // Of the log, only the partition of the subject.
            erasures.settle(
                    erasure,
                    of(
                            ends,
                            partition -> !partition.topic().equals(Topics.SUBJECT_LOG)
                                    || partition.partition()
                                            == erasure.position().partition()));
        }
    }

    private Duration youngest(List<Erasure> some) {
        return Duration.between(
                some.stream()
                        .map(Erasure::appliedAt)
                        .max(Comparator.naturalOrder())
                        .orElseThrow(),
                clock.instant());
    }

    private void trim(List<Erasure> due, TopicTrimmer topics) {
        var marks = new HashMap<TopicPartition, Long>();
        due.forEach(erasure -> erasure.marks().forEach((partition, mark) -> marks.merge(partition, mark, Math::max)));
        try {
            Map<TopicPartition, Long> work = of(marks, partition -> !isDeadLetters(partition));
            Optional<String> unread = topics.unread(work);
            if (unread.isPresent()) {
                erasures.postpone(due, unread.get());
                return;
            }
            topics.trim(work);
            var letters = new ErasedLetters(due.stream().map(Erasure::key).collect(Collectors.toSet()));
            var removed = new DeadLetterEraser(kafka, topics, erasures.handledLetters()).erase(letters, marks);
            due.forEach(erasure -> erasures.noteLetters(erasure, removed.getOrDefault(erasure.key(), Map.of())));
            Map<String, String> rewritten = rewrite(due.getLast());
            List<String> held = rewritten.entrySet().stream()
                    .filter(entry -> !entry.getValue().equals(REWRITTEN)
                            && !entry.getValue().equals(LARGER))
                    .map(Map.Entry::getKey)
                    .toList();
            if (!held.isEmpty()) {
                erasures.postpone(due, "tables in use by others: " + String.join(", ", held));
                return;
            }
            due.forEach(erasure -> erasures.trim(erasure, rewritten));
            log.info("Topics and tables were trimmed for {} erasures", due.size());
        } catch (RuntimeException e) {
            postpone(due, e);
        }
    }

    private void postpone(List<Erasure> some, RuntimeException failure) {
        log.warn("{} erasures wait: {}", some.size(), failure.toString());
        erasures.postpone(some, String.valueOf(failure.getMessage()));
    }

    private static boolean isDeadLetters(TopicPartition partition) {
        return Topics.DEAD_LETTERS.contains(partition.topic());
    }

    private static Map<TopicPartition, Long> of(Map<TopicPartition, Long> marks, Predicate<TopicPartition> which) {
        return marks.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** One after the other, so that each is out of reach for a moment only. */
    private Map<String, String> rewrite(Erasure newest) {
        var rewritten = new TreeMap<String, String>();
        for (String table : ErasedTables.NAMES) {
            try {
                rewritten.put(table, erasures.rewrite(table, newest, settings.erasureRewriteMb()));
            } catch (DataAccessException e) {
                log.debug("Table {} is not written anew yet: {}", table, e.toString());
                rewritten.put(table, "held");
            }
        }
        return rewritten;
    }

    private void complete(TopicTrimmer topics) {
        List<Erasure> trimmed = erasures.trimmed(topics.grace());
        for (Erasure erasure : trimmed) {
            Map<TopicPartition, Long> begins = topics.begins(
                    of(erasure.marks(), partition -> !isDeadLetters(partition)).keySet());
            Optional<TopicPartition> early = begins.entrySet().stream()
                    .filter(entry -> entry.getValue() < erasure.marks().getOrDefault(entry.getKey(), 0L))
                    .map(Map.Entry::getKey)
                    .findAny();
            if (early.isPresent()) {
                erasures.postpone(List.of(erasure), early.get() + " begins before the deletion");
            } else {
                erasures.complete(erasure);
            }
        }
        if (!trimmed.isEmpty()) {
            log.info("{} erasures are complete", trimmed.size());
        }
    }

    @Override
    public void stop() {
        var running = schedule;
        if (running != null) {
            running.cancel(false);
        }
    }
}
