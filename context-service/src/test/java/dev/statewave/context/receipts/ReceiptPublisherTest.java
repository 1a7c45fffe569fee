package dev.statewave.context.receipts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.receipts.ReceiptIssued;
import dev.statewave.contract.topics.Topics;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.mock.MockProducerFactory;

class ReceiptPublisherTest {

    private static final ReceiptIssued RECEIPT =
            new ReceiptIssued("01ARYZ6S410000000000000000", "user:1", Instant.EPOCH, "{}", null);

    private final MockProducer<String, byte[]> kafka =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer()) {
                @Override
                public void close(Duration timeout) {
                    // A template closes the producer of this factory after each use.
                }
            };
    private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("receipts");
    private final ReceiptPublisher publisher = new ReceiptPublisher(new MockProducerFactory<>(() -> kafka), 1, breaker);

    @AfterEach
    void close() {
        while (kafka.completeNext()) {
            // Sends that nobody waits for hold the threads of the publisher.
        }
        publisher.close();
    }

    @Test
    void receipt_isThere_onceKafkaHasIt() {
        var published = publisher.publish("acme", RECEIPT).toFuture();
        await().until(() -> !kafka.history().isEmpty());
        assertThat(published).isNotDone();

        kafka.completeNext();

        assertThat(published).succeedsWithin(Duration.ofSeconds(10));
        var record = kafka.history().getFirst();
        assertThat(record.topic()).isEqualTo(Topics.RECEIPTS);
        assertThat(record.key()).isEqualTo("acme");
        assertThat(ReceiptIssued.read(record.value())).isEqualTo(RECEIPT);
    }

    @Test
    void kafkaThatDoesNotAnswer_isNotWaitedForLonger() {
        assertThatThrownBy(() -> publisher.publish("", RECEIPT).block(Duration.ofSeconds(10)))
                .hasRootCauseInstanceOf(TimeoutException.class);
        // Its place is taken until Kafka or the producer has ended it.
        assertThatThrownBy(() -> publisher.publish("", RECEIPT).block()).isInstanceOf(RejectedExecutionException.class);
        assertThat(kafka.history()).hasSize(1);
    }

    @Test
    void refusal_isTold() {
        var published = publisher.publish("", RECEIPT).toFuture();
        await().until(() -> !kafka.history().isEmpty());

        kafka.errorNext(new org.apache.kafka.common.errors.NotLeaderOrFollowerException("away"));

        assertThat(published).failsWithin(Duration.ofSeconds(10));
        assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isOne();
    }

    @Test
    void kafkaThatIsKnownToBeAway_isNotAsked() {
        breaker.transitionToOpenState();

        assertThatThrownBy(() -> publisher.publish("", RECEIPT).block()).isInstanceOf(CallNotPermittedException.class);
        assertThat(kafka.history()).isEmpty();
    }
}
