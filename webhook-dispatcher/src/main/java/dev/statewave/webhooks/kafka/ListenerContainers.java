package dev.statewave.webhooks.kafka;

import dev.statewave.platform.kafka.KafkaSettings;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.stereotype.Component;
import org.springframework.util.backoff.ExponentialBackOff;

/** Builds listener containers that retry a record until it is handled. */
@Component
public final class ListenerContainers {

    /**
     * How long the work of one poll may take besides its deliveries: the time-out of a send, and the back-off while the
     * database does not answer.
     */
    private static final Duration SLOWEST_WORK = Duration.ofMinutes(5);

    private final KafkaSettings kafka;

    ListenerContainers(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /**
     * @param records how many records a poll returns at most
     * @param perRecord how long each of them may take in addition to {@link #SLOWEST_WORK}
     */
    public ConcurrentMessageListenerContainer<String, byte[]> create(
            String topic, String group, int concurrency, int records, Duration perRecord) {
        var properties = kafka.consumerProperties(group);
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
        // Enough for every record of a poll to take all of its time. A process that died is detected by its session
        // time-out; one that is only slow must not lose its partition in the middle of an attempt, or a second worker
        // would make the same attempt.
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int)
                SLOWEST_WORK.plus(perRecord.multipliedBy(records)).toMillis());
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        var containerProperties = new ContainerProperties(topic);
        containerProperties.setGroupId(group);
        containerProperties.setShutdownTimeout(8_000);
        var container = new ConcurrentMessageListenerContainer<String, byte[]>(
                new DefaultKafkaConsumerFactory<>(properties), containerProperties);
        container.setConcurrency(concurrency);
        container.setAutoStartup(false);
        container.setBeanName(group);
        // A failure here is one of the database or of Kafka and not of the record, so the record is retried.
        var backOff = new ExponentialBackOff(500, 2);
        backOff.setMaxInterval(10_000);
        container.setCommonErrorHandler(new DefaultErrorHandler(backOff));
        return container;
    }
}
