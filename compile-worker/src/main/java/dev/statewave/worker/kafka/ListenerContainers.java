package dev.statewave.worker.kafka;

import dev.statewave.models.ModelException;
import dev.statewave.platform.kafka.KafkaSettings;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ConsumerRecordRecoverer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.util.backoff.ExponentialBackOff;
import org.springframework.util.backoff.FixedBackOff;

/** Makes the listener containers of the roles. */
@Component
public class ListenerContainers {

    private static final Logger log = LoggerFactory.getLogger(ListenerContainers.class);

    /** Attempts before a record that fails for a reason of its own is given up. */
    private static final int ATTEMPTS = 3;

    private final KafkaSettings kafka;

    ListenerContainers(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /** Handles a record; may be interrupted when the process stops. */
    @FunctionalInterface
    public interface RecordHandler {
        void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException;
    }

    /**
     * A container that hands over whole polls and retries a failed one without an end: the listener dead-letters
     * records that are at fault themselves.
     *
     * @param properties further properties of the consumer
     */
    public ConcurrentMessageListenerContainer<String, byte[]> batches(
            String topic,
            String group,
            int concurrency,
            Map<String, Object> properties,
            BatchMessageListener<String, byte[]> listener) {
        var container = container(topic, group, concurrency, properties);
        container.getContainerProperties().setAckMode(ContainerProperties.AckMode.BATCH);
        container.getContainerProperties().setMessageListener(listener);
        container.setCommonErrorHandler(new DefaultErrorHandler(unboundedBackOff()));
        return container;
    }

    /**
     * A container that hands over record by record. While the database, Kafka or a model is away, it retries without an
     * end; after any other failure it retries a few times.
     *
     * @param properties further properties of the consumer
     * @param recoverer takes a record that failed too often
     */
    public ConcurrentMessageListenerContainer<String, byte[]> records(
            String topic,
            String group,
            int concurrency,
            Map<String, Object> properties,
            RecordHandler handler,
            ConsumerRecordRecoverer recoverer) {
        var container = container(topic, group, concurrency, properties);
        container.getContainerProperties().setAckMode(ContainerProperties.AckMode.RECORD);
        container.getContainerProperties().setMessageListener((MessageListener<String, byte[]>)
                record -> handle(handler, record));
        container.setCommonErrorHandler(retrying(recoverer));
        return container;
    }

    private ConcurrentMessageListenerContainer<String, byte[]> container(
            String topic, String group, int concurrency, Map<String, Object> more) {
        Map<String, Object> properties = kafka.consumerProperties(group);
        // A killed process holds its partitions for this long.
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        properties.putAll(more);
        var container = new ConcurrentMessageListenerContainer<String, byte[]>(
                new DefaultKafkaConsumerFactory<>(properties), new ContainerProperties(topic));
        container.setConcurrency(concurrency);
        container.setAutoStartup(false);
        container.setBeanName(group);
        container.getContainerProperties().setShutdownTimeout(8_000);
        container.getContainerProperties().setLogContainerConfig(false);
        return container;
    }

    private static void handle(RecordHandler handler, ConsumerRecord<String, byte[]> record) {
        try {
            handler.handle(record);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped", e);
        }
    }

    private static CommonErrorHandler retrying(ConsumerRecordRecoverer recoverer) {
        var handler = new DefaultErrorHandler(recoverer, new FixedBackOff(1_000, ATTEMPTS - 1));
        handler.setBackOffFunction((record, failure) -> isTransient(failure) ? unboundedBackOff() : null);
        handler.setRetryListeners((record, failure, attempt) -> log.warn(
                "Attempt {} at {}-{} offset {} failed: {}",
                attempt,
                record.topic(),
                record.partition(),
                record.offset(),
                failure == null || failure.getCause() == null
                        ? failure
                        : failure.getCause().toString()));
        return handler;
    }

    private static boolean isTransient(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataIntegrityViolationException) {
                return false;
            }
            if (cause instanceof DataAccessException
                    || cause instanceof TransactionException
                    || cause instanceof RetriableException
                    || cause instanceof RetryableException
                    || cause instanceof ModelException model && model.passing()) {
                return true;
            }
        }
        return false;
    }

    private static ExponentialBackOff unboundedBackOff() {
        var backOff = new ExponentialBackOff(500, 2);
        backOff.setMaxInterval(10_000);
        return backOff;
    }
}
