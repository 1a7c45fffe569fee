package dev.statewave.ingest.subjectlog;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.ManagedComponent;
import dev.statewave.platform.kafka.TopicTail;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import reactor.core.publisher.Mono;

/**
 * Tracks how far the writer has committed each partition of the log to PostgreSQL, and the calls that wait for it. With
 * it a created resource is readable, whichever instance answers and whichever writer persists it.
 */
public final class CommitWatermarks {

    private final TopicTail tail;
    private final Map<Integer, Partition> partitions = new ConcurrentHashMap<>();

    public CommitWatermarks(KafkaSettings kafka, DeadLetterPublisher deadLetters, MeterRegistry metrics) {
        this.tail = new TopicTail(kafka, deadLetters, metrics, Topics.COMMITS, "statewave-ingest", true, this::read);
    }

    private void read(ConsumerRecord<String, byte[]> record) {
        try {
            int partition = Integer.parseInt(record.key());
            long next = Long.parseLong(new String(record.value(), StandardCharsets.US_ASCII));
            advance(partition, next);
        } catch (NumberFormatException | NullPointerException e) {
            throw new InvalidRecordException("unreadable", "Not a commit: key or value is no number.", e);
        }
    }

    ManagedComponent tail() {
        return tail;
    }

    /** True once all positions are committed, false when the bound expires first. */
    public Mono<Boolean> committed(Collection<LogPosition> positions, Duration bound) {
        return Mono.defer(() -> {
            List<Wait> waits = positions.stream().map(this::begin).toList();
            var all = CompletableFuture.allOf(waits.stream().map(Wait::done).toArray(CompletableFuture[]::new));
            return Mono.fromFuture(all)
                    .thenReturn(true)
                    .timeout(bound, Mono.just(false))
                    // Also removes waits that expired: without the database every write would leave one behind.
                    .doFinally(signal -> waits.forEach(this::end));
        });
    }

    private record Wait(LogPosition position, CompletableFuture<Void> done) {}

    private Wait begin(LogPosition position) {
        return new Wait(position, partition(position.partition()).await(position.offset()));
    }

    private void end(Wait wait) {
        partition(wait.position().partition()).forget(wait.position().offset(), wait.done());
    }

    /** @param next the offset after the last committed one */
    void advance(int partition, long next) {
        partition(partition).advance(next);
    }

    private Partition partition(int number) {
        return partitions.computeIfAbsent(number, n -> new Partition());
    }

    /** The waiting calls of a partition, by offset. */
    private static final class Partition {

        private final NavigableMap<Long, Set<CompletableFuture<Void>>> waiting = new TreeMap<>();
        private long next;

        synchronized CompletableFuture<Void> await(long offset) {
            if (offset < next) {
                return CompletableFuture.completedFuture(null);
            }
            var done = new CompletableFuture<Void>();
            waiting.computeIfAbsent(offset, o -> new HashSet<>(2)).add(done);
            return done;
        }

        synchronized void forget(long offset, CompletableFuture<Void> done) {
            waiting.computeIfPresent(offset, (o, all) -> all.remove(done) && all.isEmpty() ? null : all);
        }

        void advance(long newNext) {
            var reached = new ArrayList<CompletableFuture<Void>>();
            synchronized (this) {
                if (newNext <= next) {
                    return;
                }
                next = newNext;
                var passed = waiting.headMap(newNext);
                passed.values().forEach(reached::addAll);
                passed.clear();
            }
            reached.forEach(done -> done.complete(null));
        }
    }
}
