package dev.statewave.worker.trigger;

import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.GroupBacklog;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.StreamsComponent;
import dev.statewave.platform.kafka.WatchedGroup;
import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.TaskScheduler;

/** The role {@code trigger}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.TRIGGER)
class TriggerConfiguration {

    /** The application id of the streams, and so the consumer group. */
    private static final String GROUP = ConsumerGroups.TRIGGER;

    /** The consumer group of the commands. */
    private static final String COMPILER = ConsumerGroups.COMPILER;
    /** Commands of a partition that may wait without being asked for: a tenth of a second of work or so. */
    private static final long WAITING = 16;
    /** A model takes seconds for each; a partition is compiled one after the other, so one more keeps it busy. */
    private static final long WAITING_FOR_MODEL = 2;

    private static final Map<String, Object> STREAMS = Map.of(
            // Commands may come twice, so the delay of exactly-once would buy nothing.
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            StreamsConfig.AT_LEAST_ONCE,
            StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
            1_000,
            StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
            0,
            StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG),
            0);

    @Bean
    @Order(6)
    StreamsComponent triggerStreams(
            WorkerSettings settings,
            KafkaSettings kafka,
            GroupBacklog compilerBacklog,
            TaskScheduler scheduler,
            MeterRegistry metrics) {
        long most = (settings.compilesByModel() ? WAITING_FOR_MODEL : WAITING) * kafka.kafkaPartitions();
        var queue = new CompileQueue(compilerBacklog::waiting, compilerBacklog::sent, most);
        var skipped = Counter.builder("statewave.trigger.records.skipped")
                .description("Log records that the trigger could not read; the writer dead-letters them")
                .register(metrics);
        return new StreamsComponent(
                Role.TRIGGER.text(),
                GROUP,
                () -> TriggerTopology.of(settings, queue, skipped),
                STREAMS,
                () -> false,
                kafka,
                scheduler,
                metrics);
    }

    @Bean
    GroupBacklog compilerBacklog(KafkaSettings kafka) {
        return new GroupBacklog(kafka, COMPILER, Topics.COMPILE);
    }

    @Bean
    WatchedGroup triggerGroup() {
        return WatchedGroup.of(GROUP, Topics.SUBJECT_LOG);
    }
}
