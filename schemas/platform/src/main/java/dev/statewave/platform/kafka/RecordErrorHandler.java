package dev.statewave.platform.kafka;

import dev.statewave.contract.failure.Disposition;
import dev.statewave.contract.failure.PostponedException;
import dev.statewave.contract.failure.ReadAgainException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.BatchListenerFailedException;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.scheduling.TaskScheduler;

/**
 * Decides what follows from a failed record. Either the loop moves past it, once it is dead-lettered, or its partition
 * is paused and reads the record again after a delay; the other partitions go on meanwhile. A handler that misses what
 * stands before the record has the partition read again from there.
 */
final class RecordErrorHandler implements CommonErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(RecordErrorHandler.class);

    private final LoopSettings settings;
    private final PartitionStates partitions;
    private final DeadLetterPublisher deadLetters;
    private final DeadLetterListener listener;
    private final TaskScheduler scheduler;
    /** Offsets whose dead letter is written while the listener has not accepted that yet. */
    private final Map<TopicPartition, Long> published = new ConcurrentHashMap<>();

    RecordErrorHandler(
            LoopSettings settings,
            PartitionStates partitions,
            DeadLetterPublisher deadLetters,
            DeadLetterListener listener,
            TaskScheduler scheduler) {
        this.settings = settings;
        this.partitions = partitions;
        this.deadLetters = deadLetters;
        this.listener = listener;
        this.scheduler = scheduler;
    }

    @Override
    public boolean seeksAfterHandling() {
        return true;
    }

    /** Offsets are committed here, because most failed records are read again. */
    @Override
    public boolean isAckAfterHandle() {
        return false;
    }

    @Override
    public void handleRemaining(
            Exception thrown,
            List<ConsumerRecord<?, ?>> records,
            Consumer<?, ?> consumer,
            MessageListenerContainer container) {
        resolve(thrown, records, consumer, container);
    }

    @Override
    public void handleBatch(
            Exception thrown,
            ConsumerRecords<?, ?> data,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            Runnable invokeListener) {
        List<ConsumerRecord<?, ?>> records = new ArrayList<>(data.count());
        data.forEach(records::add);
        int failed = Math.max(0, indexOfFailed(thrown));
        commit(records.subList(0, failed), consumer);
        resolve(thrown, records.subList(failed, records.size()), consumer, container);
    }

    private static int indexOfFailed(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof BatchListenerFailedException batch) {
                return batch.getIndex();
            }
        }
        return 0;
    }

    @SuppressWarnings("unchecked")
    private void resolve(
            Exception thrown,
            List<ConsumerRecord<?, ?>> records,
            Consumer<?, ?> consumer,
            MessageListenerContainer container) {
        var record = (ConsumerRecord<String, byte[]>) records.getFirst();
        var partition = new TopicPartition(record.topic(), record.partition());
        Throwable cause = cause(thrown);
        if (!container.isRunning() && cause instanceof InterruptedException) {
            seek(records, consumer);
            return;
        }
        Duration delay;
        try {
            delay = decide(record, partition, cause);
        } catch (ReadAgainException e) {
            log.info("{} reads {} again from offset {}", settings.group(), partition, e.offset());
            seek(records, consumer);
            consumer.seek(partition, e.offset());
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(e.offset())));
            return;
        }
        if (delay == null) {
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(record.offset() + 1)));
            seek(records.subList(1, records.size()), consumer);
            return;
        }
        seek(records, consumer);
        container.pausePartition(partition);
        scheduler.schedule(
                () -> container.resumePartition(partition),
                scheduler.getClock().instant().plus(delay));
    }

    /** After which delay the record is read again; null where the loop moves past it. */
    private @Nullable Duration decide(
            ConsumerRecord<String, byte[]> record, TopicPartition partition, Throwable cause) {
        if (cause instanceof PostponedException postponed) {
            return postponed.delay();
        }
        if (cause instanceof ReadAgainException again) {
            throw again;
        }
        FailureClassifier.Verdict verdict = FailureClassifier.of(cause);
        PartitionStates.Next next = partitions.failed(partition, record.offset(), verdict, describe(cause));
        if (next.delay() != null) {
            log.warn(
                    "{} failed at {} offset {} (attempt {}, {}), next in {} ms: {}",
                    settings.group(),
                    partition,
                    record.offset(),
                    next.attempt(),
                    verdict.code(),
                    next.delay().toMillis(),
                    describe(cause));
            return next.delay();
        }
        try {
            if (verdict.disposition() == Disposition.RETRY_THEN_DEAD_LETTER) {
                log.error("{} gives up {} offset {}", settings.group(), partition, record.offset(), cause);
            }
            if (listener.givenUp(record, verdict.code(), cause)) {
                publishOnce(record, partition, verdict.code(), describe(cause));
                listener.deadLettered(record);
            }
            published.remove(partition);
            partitions.deadLettered(partition);
            return null;
        } catch (ReadAgainException e) {
            throw e;
        } catch (Exception | StackOverflowError e) {
            log.warn("{} could not give up {} offset {}", settings.group(), partition, record.offset(), e);
            return Backoff.after(next.attempt());
        }
    }

    private void publishOnce(
            ConsumerRecord<String, byte[]> record, TopicPartition partition, String code, String message) {
        if (!Objects.equals(published.get(partition), record.offset())) {
            deadLetters.publish(settings.deadLetterTopic(), record, settings.group(), code, message);
            published.put(partition, record.offset());
        }
    }

    /** What a handler threw, without the wrappers of the container. */
    private static Throwable cause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null
                && (cause instanceof org.springframework.kafka.KafkaException
                        || cause instanceof HandlerFailedException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String describe(Throwable cause) {
        return cause.getMessage() == null
                ? cause.toString()
                : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static void commit(List<ConsumerRecord<?, ?>> done, Consumer<?, ?> consumer) {
        var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
        done.forEach(record -> offsets.put(
                new TopicPartition(record.topic(), record.partition()), new OffsetAndMetadata(record.offset() + 1)));
        if (!offsets.isEmpty()) {
            consumer.commitSync(offsets);
        }
    }

    private static void seek(List<ConsumerRecord<?, ?>> remaining, Consumer<?, ?> consumer) {
        var first = new HashMap<TopicPartition, Long>();
        remaining.forEach(
                record -> first.putIfAbsent(new TopicPartition(record.topic(), record.partition()), record.offset()));
        first.forEach(consumer::seek);
    }
}
