package dev.statewave.worker.writer;

import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import dev.statewave.worker.kafka.ListenerContainers;
import dev.statewave.worker.kafka.ListenerPart;
import dev.statewave.worker.kafka.RoleComponent;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The role {@code writer}. */
@Configuration(proxyBeanMethods = false)
class WriterConfiguration {

    @Bean
    RoleComponent writerRole(WorkerSettings settings, ListenerContainers containers, LogListener listener) {
        return new RoleComponent(
                Role.WRITER,
                LogListener.GROUP,
                () -> new ListenerPart(
                        Role.WRITER,
                        containers.batches(
                                Topics.SUBJECT_LOG,
                                LogListener.GROUP,
                                settings.writerConcurrency(),
                                Map.of(
                                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                        settings.writerBatch(),
                                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                                        KafkaSettings.MAX_RECORD_BYTES),
                                listener::onRecords)));
    }
}
