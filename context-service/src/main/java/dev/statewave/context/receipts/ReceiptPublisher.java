package dev.statewave.context.receipts;

import dev.statewave.contract.receipts.ReceiptIssued;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import reactor.core.publisher.Mono;

/**
 * Appends receipts to their topic. Kafka's producer may block, so it is called on virtual threads; an answer waits for
 * Kafka no longer than {@link #LIMIT}, and not at all while Kafka is known to be away.
 */
final class ReceiptPublisher implements AutoCloseable {

    static final Duration LIMIT = Duration.ofMillis(500);

    private static final Logger log = LoggerFactory.getLogger(ReceiptPublisher.class);

    private final ProducerFactory<String, byte[]> producers;
    private final KafkaTemplate<String, byte[]> kafka;
    private final Semaphore places;
    private final CircuitBreaker breaker;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param maxInFlight receipts that may be on their way at once
     * @param breaker opens while Kafka accepts nothing
     */
    ReceiptPublisher(ProducerFactory<String, byte[]> producers, int maxInFlight, CircuitBreaker breaker) {
        this.producers = producers;
        this.kafka = new KafkaTemplate<>(producers);
        this.places = new Semaphore(maxInFlight);
        this.breaker = breaker;
    }

    /** Connects now, so that the first receipt does not have to wait for it. */
    void connect() {
        threads.execute(() -> {
            try {
                kafka.partitionsFor(Topics.RECEIPTS);
            } catch (RuntimeException e) {
                log.debug("Kafka does not answer yet: {}", e.toString());
            }
        });
    }

    /**
     * Completes once all in-sync replicas have it.
     *
     * @param tenant an empty text for none
     */
    Mono<Void> publish(String tenant, ReceiptIssued receipt) {
        return Mono.defer(() -> {
                    if (!places.tryAcquire()) {
                        return Mono.<Void>error(new RejectedExecutionException("too many receipts are on their way"));
                    }
                    // The place is given back by the write itself, which goes on when nobody waits for it any more.
                    return Mono.<Void>fromFuture(CompletableFuture.runAsync(() -> send(tenant, receipt), threads), true)
                            .onErrorMap(CompletionException.class, Throwable::getCause)
                            .timeout(LIMIT);
                })
                .transformDeferred(CircuitBreakerOperator.of(breaker));
    }

    private void send(String tenant, ReceiptIssued receipt) {
        try {
            var record = new ProducerRecord<>(Topics.RECEIPTS, tenant, receipt.bytes());
            RecordHeaders.put(record.headers(), RecordHeaders.SCHEMA_VERSION, ReceiptIssued.SCHEMA_VERSION);
            kafka.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } finally {
            places.release();
        }
    }

    @Override
    public void close() {
        threads.close();
        producers.reset();
    }
}
