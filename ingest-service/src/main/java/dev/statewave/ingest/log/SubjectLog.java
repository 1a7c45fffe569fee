package dev.statewave.ingest.log;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.SendResult;
import reactor.core.publisher.Mono;

/**
 * Appends to the subject log. Kafka's producer may block (for metadata, for buffer space), so it is called on virtual
 * threads and never on an event loop; how many writes are under way is bounded, and the next one is refused at once.
 */
public final class SubjectLog implements AutoCloseable {

    /** Transactions at once; each holds a producer of its own. */
    private static final int TRANSACTIONS = 8;

    private static final Logger log = LoggerFactory.getLogger(SubjectLog.class);

    private final KafkaTemplate<String, byte[]> single;
    private final KafkaTemplate<String, byte[]> transactional;
    private final Semaphore places;
    private final CircuitBreaker breaker;
    private final Semaphore transactions = new Semaphore(TRANSACTIONS);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public SubjectLog(
            KafkaTemplate<String, byte[]> single,
            KafkaTemplate<String, byte[]> transactional,
            int maxInFlight,
            MeterRegistry metrics) {
        this.single = single;
        this.transactional = transactional;
        this.places = new Semaphore(maxInFlight);
        CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .waitDurationInOpenState(Duration.ofSeconds(1))
                .permittedNumberOfCallsInHalfOpenState(3)
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .recordException(failure -> failure instanceof ApiException refused && refused.status() == 503)
                .build());
        this.breaker = breakers.circuitBreaker("kafka");
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(metrics);
    }

    /** One entry and whom it is about. */
    public record Entry(SubjectKey key, SubjectRecord record) {}

    /**
     * Appends one entry. While Kafka takes nothing, callers are told at once instead of each waiting for it.
     *
     * @return where it stands, once all in-sync replicas have it; an {@link ApiException} 503 where Kafka does not
     *     answer, 429 where too many writes are under way
     */
    public Mono<LogPosition> append(SubjectKey key, SubjectRecord record, String requestId) {
        return guarded(() ->
                position(single.send(record(new Entry(key, record), requestId)).get()));
    }

    /** Appends all entries or, for any reader of committed records, none; answers as {@link #append} does. */
    public Mono<List<LogPosition>> appendAll(List<Entry> entries, String requestId) {
        if (entries.size() == 1) {
            return append(entries.getFirst().key(), entries.getFirst().record(), requestId)
                    .map(List::of);
        }
        return guarded(() -> {
            transactions.acquire();
            try {
                return transactional.executeInTransaction(operations -> sendAll(operations, entries, requestId));
            } finally {
                transactions.release();
            }
        });
    }

    private static List<LogPosition> sendAll(
            KafkaOperations<String, byte[]> operations, List<Entry> entries, String requestId) {
        var sent = new ArrayList<CompletableFuture<SendResult<String, byte[]>>>(entries.size());
        entries.forEach(entry -> sent.add(operations.send(record(entry, requestId))));
        return sent.stream().map(result -> position(result.join())).toList();
    }

    private <T> Mono<T> guarded(Append<T> append) {
        return Mono.defer(() -> {
                    if (!places.tryAcquire()) {
                        return Mono.error(
                                ApiException.overloaded("Too many writes are under way; try again in a moment."));
                    }
                    // The place is given back by the write itself: a client that hangs up does not end what Kafka is
                    // doing.
                    return Mono.fromFuture(
                                    CompletableFuture.supplyAsync(
                                            () -> {
                                                try {
                                                    return append.run();
                                                } catch (InterruptedException e) {
                                                    Thread.currentThread().interrupt();
                                                    throw unavailable();
                                                } catch (ExecutionException | RuntimeException e) {
                                                    throw refused(e);
                                                } finally {
                                                    places.release();
                                                }
                                            },
                                            threads),
                                    true)
                            .onErrorMap(CompletionException.class, Throwable::getCause);
                })
                .transformDeferred(CircuitBreakerOperator.of(breaker))
                .onErrorMap(CallNotPermittedException.class, open -> unavailable());
    }

    private static RuntimeException refused(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return ApiException.tooLarge("The record is larger than Kafka takes.");
            }
        }
        log.warn("Kafka did not take a record: {}", failure.toString());
        return unavailable();
    }

    private static ApiException unavailable() {
        return ApiException.unavailable("kafka", "Kafka does not take records at the moment; nothing was recorded.");
    }

    private static ProducerRecord<String, byte[]> record(Entry entry, String requestId) {
        var record = new ProducerRecord<>(
                Topics.SUBJECT_LOG, entry.key().encoded(), entry.record().bytes());
        RecordHeaders.put(record.headers(), RecordHeaders.SCHEMA_VERSION, SubjectRecord.SCHEMA_VERSION);
        RecordHeaders.put(record.headers(), RecordHeaders.KIND, entry.record().kind());
        RecordHeaders.put(record.headers(), RecordHeaders.REQUEST_ID, requestId);
        return record;
    }

    private static LogPosition position(SendResult<String, byte[]> result) {
        RecordMetadata metadata = result.getRecordMetadata();
        return new LogPosition(metadata.partition(), metadata.offset());
    }

    @Override
    public void close() {
        threads.close();
    }

    @FunctionalInterface
    private interface Append<T> {
        T run() throws InterruptedException, ExecutionException;
    }
}
