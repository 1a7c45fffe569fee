package dev.statewave.platform.kafka;

import dev.statewave.contract.failure.Disposition;
import dev.statewave.platform.health.ReadinessCheck;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.scheduling.TaskScheduler;

/**
 * The one loop that reads records of a topic: it hands them to a handler and then commits, retries with back-off,
 * dead-letters once, or stops the partition with a reason. Every {@code Throwable} but an out-of-memory error ends at
 * its record. A loop whose consumer died is started again with back-off.
 */
public final class RecordLoop implements PausableComponent, ReadinessCheck {

    private static final Logger log = LoggerFactory.getLogger(RecordLoop.class);
    /** A group assigns its partitions within this time, unless it has more consumers than partitions. */
    private static final Duration FIRST_ASSIGNMENT = Duration.ofSeconds(30);

    private static final Duration WATCH = Duration.ofSeconds(1);
    private static final Duration LONGEST_RESTART_DELAY = Duration.ofMinutes(1);

    private final String role;
    private final ConcurrentMessageListenerContainer<String, byte[]> container;
    private final PartitionStates partitions;
    private final TaskScheduler scheduler;
    private final Counter restarts;
    private volatile boolean running;
    /** Null while it is not paused. */
    private volatile @Nullable String paused;

    private @Nullable ScheduledFuture<?> watch;
    private volatile Instant startedAt = Instant.EPOCH;
    private int deaths;
    private Instant restartAt = Instant.EPOCH;

    RecordLoop(
            String role,
            ConcurrentMessageListenerContainer<String, byte[]> container,
            PartitionStates partitions,
            TaskScheduler scheduler,
            Counter restarts) {
        this.role = role;
        this.container = container;
        this.partitions = partitions;
        this.scheduler = scheduler;
        this.restarts = restarts;
    }

    static void invoke(RecordHandler handler, PartitionStates partitions, ConsumerRecord<String, byte[]> record) {
        try {
            handler.handle(record);
        } catch (Throwable e) {
            throw carried(e);
        }
        partitions.handled(new TopicPartition(record.topic(), record.partition()), record.offset(), 1);
    }

    /** Partition by partition; where a batch fails through a record of its own, one by one up to that record. */
    static void invoke(BatchHandler handler, PartitionStates partitions, List<ConsumerRecord<String, byte[]>> records) {
        for (int from = 0; from < records.size(); ) {
            var first = records.get(from);
            int to = from + 1;
            while (to < records.size()
                    && records.get(to).partition() == first.partition()
                    && records.get(to).topic().equals(first.topic())) {
                to++;
            }
            List<ConsumerRecord<String, byte[]>> stretch = records.subList(from, to);
            try {
                handler.handle(stretch);
            } catch (Throwable e) {
                RuntimeException carried = carried(e);
                boolean retry = FailureClassifier.of(e).disposition() == Disposition.RETRY;
                if (retry || stretch.size() == 1) {
                    throw new BatchListenerFailedException("batch", carried, from);
                }
                alone(handler, partitions, stretch, from);
                from = to;
                continue;
            }
            partitions.handled(
                    new TopicPartition(first.topic(), first.partition()),
                    stretch.getLast().offset(),
                    stretch.size());
            from = to;
        }
    }

    private static void alone(
            BatchHandler handler, PartitionStates partitions, List<ConsumerRecord<String, byte[]>> stretch, int from) {
        for (int i = 0; i < stretch.size(); i++) {
            var record = stretch.get(i);
            try {
                handler.handle(List.of(record));
            } catch (Throwable e) {
                throw new BatchListenerFailedException("record", carried(e), from + i);
            }
            partitions.handled(new TopicPartition(record.topic(), record.partition()), record.offset(), 1);
        }
    }

    private static RuntimeException carried(Throwable failure) {
        if (failure instanceof OutOfMemoryError memory) {
            throw memory;
        }
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new HandlerFailedException(failure);
    }

    @Override
    public synchronized void start() {
        running = true;
        startedAt = scheduler.getClock().instant();
        if (paused == null) {
            container.start();
        }
        watch = scheduler.scheduleWithFixedDelay(this::restartIfDead, WATCH);
    }

    private synchronized void restartIfDead() {
        if (!running || paused != null) {
            return;
        }
        Instant now = scheduler.getClock().instant();
        if (alive()) {
            Collection<TopicPartition> assigned = container.getAssignedPartitions();
            partitions.retain(assigned == null ? List.of() : assigned);
            if (deaths > 0 && restartAt.plus(LONGEST_RESTART_DELAY).isBefore(now)) {
                deaths = 0;
            }
        } else if (now.isAfter(restartAt.plus(LONGEST_RESTART_DELAY)) || deaths == 0) {
            deaths++;
            long seconds = Math.min(LONGEST_RESTART_DELAY.toSeconds(), 1L << Math.min(deaths - 1, 6));
            restartAt = now.plusSeconds(seconds);
            log.error("The loop {} ended and starts again in {} s", role, seconds);
        } else if (!now.isBefore(restartAt)) {
            restarts.increment();
            container.stop();
            container.start();
            deaths++;
            restartAt = now.plusSeconds(Math.min(LONGEST_RESTART_DELAY.toSeconds(), 1L << Math.min(deaths - 1, 6)));
        }
    }

    private boolean alive() {
        return container.isRunning()
                && container.getContainers().stream().allMatch(child -> child.isRunning() && child.isInExpectedState());
    }

    /** Leaves the consumer group once the record that is under way is done. */
    @Override
    public synchronized void pause(String why) {
        if (paused == null && running) {
            container.stop();
            partitions.retain(List.of());
        }
        paused = why;
    }

    @Override
    public synchronized void resume() {
        if (paused != null && running) {
            startedAt = scheduler.getClock().instant();
            container.start();
        }
        paused = null;
    }

    /** Finishes the record that is under way. */
    @Override
    public void stop() {
        synchronized (this) {
            running = false;
            if (watch != null) {
                watch.cancel(false);
            }
        }
        container.stop();
    }

    @Override
    public String role() {
        return role;
    }

    @Override
    public String name() {
        return role;
    }

    @Override
    public Outcome run() {
        if (!running) {
            return Outcome.degraded("waiting for Kafka");
        }
        String why = paused;
        if (why != null) {
            return Outcome.degraded(why);
        }
        if (!alive()) {
            return Outcome.degraded("the loop ended and starts again");
        }
        String troubles = partitions.describe();
        if (!troubles.isEmpty()) {
            return Outcome.degraded(troubles);
        }
        Collection<TopicPartition> assigned = container.getAssignedPartitions();
        if (assigned != null && !assigned.isEmpty()) {
            return Outcome.ok();
        }
        // Other replicas may have all partitions for good. If nobody has them, the lag of the group shows it.
        return startedAt.plus(FIRST_ASSIGNMENT).isAfter(scheduler.getClock().instant())
                ? Outcome.degraded("no partition assigned yet")
                : Outcome.ok("no partition assigned");
    }
}
