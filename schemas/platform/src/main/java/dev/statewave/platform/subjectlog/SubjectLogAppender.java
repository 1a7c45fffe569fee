package dev.statewave.platform.subjectlog;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.tracing.TraceSpan;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.support.SendResult;
import reactor.core.publisher.Mono;

/**
 * Appends to the subject log. Kafka's producer may block (for metadata, for buffer space), so it is called on virtual
 * threads and never on an event loop. The number of appends under way is bounded, and the next one is refused at once.
 */
public final class SubjectLogAppender implements AutoCloseable {

    /** Records that a transaction sends in one request, in bytes: an import has thousands. */
    private static final int TRANSACTION_BATCH = 256 * 1024;
    /** The most concurrent transactions; each has its own producer. */
    private static final int TRANSACTIONS = 8;

    private static final Logger log = LoggerFactory.getLogger(SubjectLogAppender.class);

    private final ProducerFactory<String, byte[]> singleProducer;
    private final ProducerFactory<String, byte[]> transactionalProducers;
    private final KafkaTemplate<String, byte[]> single;
    private final KafkaTemplate<String, byte[]> transactional;
    private final Semaphore places;
    private final CircuitBreaker breaker;
    private final Semaphore transactions = new Semaphore(TRANSACTIONS);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param name of the deployable, which names its transactions
     * @param maxInFlight appends that may be under way at once
     * @param breaker opens while Kafka accepts nothing
     */
    public SubjectLogAppender(KafkaSettings kafka, String name, int maxInFlight, CircuitBreaker breaker) {
        this(
                new DefaultKafkaProducerFactory<>(producer(kafka)),
                transactionalProducers(kafka, name),
                maxInFlight,
                breaker);
    }

    /**
     * @param singleProducer makes the producer of single records
     * @param transactionalProducers makes the producers of several records in one transaction
     * @param maxInFlight appends that may be under way at once
     * @param breaker opens while Kafka accepts nothing
     */
    public SubjectLogAppender(
            ProducerFactory<String, byte[]> singleProducer,
            ProducerFactory<String, byte[]> transactionalProducers,
            int maxInFlight,
            CircuitBreaker breaker) {
        this.singleProducer = singleProducer;
        this.transactionalProducers = transactionalProducers;
        this.single = new KafkaTemplate<>(singleProducer);
        this.transactional = new KafkaTemplate<>(transactionalProducers);
        this.places = new Semaphore(maxInFlight);
        this.breaker = breaker;
    }

    private static ProducerFactory<String, byte[]> transactionalProducers(KafkaSettings kafka, String name) {
        Map<String, Object> properties = producer(kafka);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, TRANSACTION_BATCH);
        var producers = new DefaultKafkaProducerFactory<String, byte[]>(properties);
        // A prefix of its own for each process: nothing is resumed, and two instances must not fence each other.
        producers.setTransactionIdPrefix("statewave-" + name + "-" + UUID.randomUUID() + "-");
        return producers;
    }

    // A caller waits for the answer, so a broker that is away has to be noticed in seconds and not in Kafka's two
    // minutes.
    private static Map<String, Object> producer(KafkaSettings kafka) {
        Map<String, Object> properties = kafka.producerProperties();
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 3_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        // With several requests in flight a partition that has just got a leader may take the second and refuse the
        // first, and the repeats then double what is on the log.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return properties;
    }

    /**
     * Appends one record. While the circuit breaker is open, calls fail at once.
     *
     * @return where it stands, once all in-sync replicas have it; an {@link ApiException} 503 where Kafka refused it or
     *     did not confirm it, 429 where too many appends are under way
     */
    public Mono<LogPosition> append(SubjectKey key, SubjectRecord record, @Nullable String requestId) {
        return append(new LogEntry(key, record), requestId);
    }

    private Mono<LogPosition> append(LogEntry entry, @Nullable String requestId) {
        return guarded(List.of(entry), (sent, traceparent) -> {
            var sending = single.send(record(entry, requestId, traceparent));
            sent.set(true);
            return position(sending.get());
        });
    }

    /** Appends all records or, for any reader of committed records, none; answers as {@link #append} does. */
    public Mono<List<LogPosition>> appendAll(List<LogEntry> entries, @Nullable String requestId) {
        if (entries.size() == 1) {
            return append(entries.getFirst(), requestId).map(List::of);
        }
        return guarded(entries, (sent, traceparent) -> {
            transactions.acquire();
            try {
                return Objects.requireNonNull(transactional.executeInTransaction(
                        operations -> sendAll(operations, entries, requestId, traceparent, sent)));
            } finally {
                transactions.release();
            }
        });
    }

    private static List<LogPosition> sendAll(
            KafkaOperations<String, byte[]> operations,
            List<LogEntry> entries,
            @Nullable String requestId,
            @Nullable String traceparent,
            AtomicBoolean sent) {
        var sending = new ArrayList<CompletableFuture<SendResult<String, byte[]>>>(entries.size());
        entries.forEach(entry -> sending.add(operations.send(record(entry, requestId, traceparent))));
        List<LogPosition> positions =
                sending.stream().map(result -> position(result.join())).toList();
        // Until here an error aborts the transaction; only its commit may end in doubt.
        sent.set(true);
        return positions;
    }

    private <T> Mono<T> guarded(List<LogEntry> entries, Append<T> append) {
        return Mono.<T>deferContextual(context -> {
                    if (!places.tryAcquire()) {
                        return Mono.error(
                                ApiException.overloaded("Too many writes are under way; try again in a moment."));
                    }
                    // The place is given back by the write itself: a client that hangs up does not end what Kafka does.
                    TraceSpan span = TraceSpan.of(context).sending("append " + Topics.SUBJECT_LOG);
                    return Mono.fromFuture(
                                    CompletableFuture.supplyAsync(() -> traced(append, entries, span), threads), true)
                            .onErrorMap(CompletionException.class, Throwable::getCause);
                })
                .transformDeferred(CircuitBreakerOperator.of(breaker));
    }

    private <T> T traced(Append<T> append, List<LogEntry> entries, TraceSpan span) {
        try (var active = span.activate()) {
            return run(append, entries, span);
        }
    }

    private <T> T run(Append<T> append, List<LogEntry> entries, TraceSpan span) {
        var sent = new AtomicBoolean();
        try {
            return append.run(sent, span.traceparent());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AppendErrors.of(e, sent.get(), entries);
        } catch (ExecutionException | RuntimeException e) {
            ApiException answer = AppendErrors.of(e, sent.get(), entries);
            span.failed(answer.code());
            log.warn("Kafka did not take a record ({}): {}", answer.code(), e.toString());
            throw answer;
        } finally {
            span.end();
            places.release();
        }
    }

    private static ProducerRecord<String, byte[]> record(
            LogEntry entry, @Nullable String requestId, @Nullable String traceparent) {
        var record = new ProducerRecord<>(
                Topics.SUBJECT_LOG, entry.key().encoded(), entry.record().bytes());
        RecordHeaders.put(record.headers(), RecordHeaders.SCHEMA_VERSION, SubjectRecord.SCHEMA_VERSION);
        RecordHeaders.put(record.headers(), RecordHeaders.KIND, entry.record().kind());
        RecordHeaders.put(record.headers(), RecordHeaders.REQUEST_ID, requestId);
        if (traceparent != null) {
            RecordHeaders.put(record.headers(), RecordHeaders.TRACEPARENT, traceparent);
        }
        if (entry.actor() != null) {
            RecordHeaders.put(
                    record.headers(), RecordHeaders.ACTOR, entry.actor().encoded());
        }
        return record;
    }

    private static LogPosition position(SendResult<String, byte[]> result) {
        RecordMetadata metadata = result.getRecordMetadata();
        return new LogPosition(metadata.partition(), metadata.offset());
    }

    @Override
    public void close() {
        threads.close();
        singleProducer.reset();
        transactionalProducers.reset();
    }

    @FunctionalInterface
    private interface Append<T> {
        T run(AtomicBoolean sent, @Nullable String traceparent) throws InterruptedException, ExecutionException;
    }
}
