package dev.statewave.worker.writer;

import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.LoopSettings;
import dev.statewave.platform.kafka.RecordLoop;
import dev.statewave.platform.kafka.RecordLoopFactory;
import dev.statewave.platform.kafka.WatchedGroup;
import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** The role {@code writer}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(Role.WRITER)
class WriterConfiguration {

    /** The consumer group of all writers. */
    private static final String GROUP = ConsumerGroups.WRITER;

    @Bean
    @Order(1)
    RecordLoop writerLoop(RecordLoopFactory loops, WorkerSettings settings, LogListener listener, LogWriter writer) {
        var loop = LoopSettings.of(GROUP, Topics.SUBJECT_LOG, Topics.SUBJECT_LOG_DLT)
                .withConcurrency(settings.writerConcurrency())
                .withPoll(settings.writerBatch(), Duration.ofMinutes(5))
                .withConsumerProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, KafkaSettings.MAX_RECORD_BYTES);
        return loops.batches(Role.WRITER.text(), loop, listener, listener, writer::positions);
    }

    @Bean
    WatchedGroup writerGroup() {
        return WatchedGroup.of(GROUP, Topics.SUBJECT_LOG);
    }
}
