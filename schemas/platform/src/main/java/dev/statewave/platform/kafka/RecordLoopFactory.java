package dev.statewave.platform.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties.AckMode;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.scheduling.TaskScheduler;

/**
 * Makes record loops. Roles are settings of a process, so loops are made and started by code and not by annotations;
 * all of them come from one container factory.
 */
public final class RecordLoopFactory {

    /** After so long without a record, a loop looks whether its store was set back. */
    private static final Duration IDLE = Duration.ofSeconds(5);

    private static final DeadLetterListener NOTHING_MORE = (record, code, cause) -> true;

    private final KafkaSettings kafka;
    private final DeadLetterPublisher deadLetters;
    private final TaskScheduler scheduler;
    private final MeterRegistry metrics;
    private final Clock clock;

    public RecordLoopFactory(
            KafkaSettings kafka,
            DeadLetterPublisher deadLetters,
            TaskScheduler scheduler,
            MeterRegistry metrics,
            Clock clock) {
        this.kafka = kafka;
        this.deadLetters = deadLetters;
        this.scheduler = scheduler;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** A loop that commits after each record. */
    public RecordLoop each(String role, LoopSettings settings, RecordHandler handler) {
        return each(role, settings, handler, NOTHING_MORE);
    }

    /** A loop that commits after each record, with an own end for records that are given up. */
    public RecordLoop each(String role, LoopSettings settings, RecordHandler handler, DeadLetterListener givenUp) {
        var partitions = new PartitionStates(clock, kafka.kafkaMaxInvalidPercent());
        var container = container(settings, partitions, givenUp, AckMode.RECORD);
        container.getContainerProperties().setMessageListener((MessageListener<String, byte[]>)
                record -> RecordLoop.invoke(handler, partitions, record));
        return loop(role, container, partitions);
    }

    /** A loop that commits after each poll. */
    public RecordLoop batches(String role, LoopSettings settings, BatchHandler handler) {
        return batches(role, settings, handler, NOTHING_MORE);
    }

    /** A loop that commits after each poll, with an own end for records that are given up. */
    public RecordLoop batches(String role, LoopSettings settings, BatchHandler handler, DeadLetterListener givenUp) {
        var partitions = new PartitionStates(clock, kafka.kafkaMaxInvalidPercent());
        var container = container(settings, partitions, givenUp, AckMode.BATCH);
        container.getContainerProperties().setMessageListener((BatchMessageListener<String, byte[]>)
                records -> RecordLoop.invoke(handler, partitions, records));
        return loop(role, container, partitions);
    }

    /** The same for a handler that stores its position with what it writes. */
    public RecordLoop batches(
            String role,
            LoopSettings settings,
            BatchHandler handler,
            DeadLetterListener givenUp,
            StoredPositions positions) {
        var partitions = new PartitionStates(clock, kafka.kafkaMaxInvalidPercent());
        var container = container(settings, partitions, givenUp, AckMode.BATCH);
        container.getContainerProperties().setIdleEventInterval(IDLE.toMillis());
        container
                .getContainerProperties()
                .setMessageListener(
                        new PositionedListener(records -> RecordLoop.invoke(handler, partitions, records), positions));
        return loop(role, container, partitions);
    }

    private RecordLoop loop(
            String role, ConcurrentMessageListenerContainer<String, byte[]> container, PartitionStates partitions) {
        var restarts = Counter.builder("statewave.loop.restarts")
                .description("How often a record loop ended and was started again")
                .tag("role", role)
                .register(metrics);
        return new RecordLoop(role, container, partitions, scheduler, restarts);
    }

    private ConcurrentMessageListenerContainer<String, byte[]> container(
            LoopSettings settings, PartitionStates partitions, DeadLetterListener givenUp, AckMode ackMode) {
        settings.topics().forEach(topic -> deadLetters.expect(topic, settings.group()));
        var factory = new ConcurrentKafkaListenerContainerFactory<String, byte[]>();
        factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(settings.consumer(kafka)));
        factory.setConcurrency(settings.concurrency());
        factory.setCommonErrorHandler(new RecordErrorHandler(settings, partitions, deadLetters, givenUp, scheduler));
        var container = factory.createContainer(settings.topics().toArray(String[]::new));
        var properties = container.getContainerProperties();
        properties.setAckMode(ackMode);
        properties.setPollTimeout(settings.pollTimeout().toMillis());
        properties.setShutdownTimeout(8_000);
        properties.setLogContainerConfig(false);
        // A poll that hands over records of several partitions in one list keeps them together.
        properties.setSubBatchPerPartition(false);
        // Transaction markers take offsets: without this a group that has read everything looks behind.
        properties.setFixTxOffsets(true);
        container.setAutoStartup(false);
        container.setBeanName(settings.group());
        return container;
    }
}
