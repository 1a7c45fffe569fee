package dev.statewave.ingest.normalizer;

import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.Topics;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.ingest.redaction.RedactionPolicy;
import dev.statewave.platform.kafka.GroupBacklog;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.StreamsComponent;
import dev.statewave.platform.kafka.WatchedGroup;
import dev.statewave.platform.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.TaskScheduler;

/** The normalizer, exactly-once. */
@Configuration(proxyBeanMethods = false)
class NormalizerConfiguration {

    /** The consumer group that persists the log. */
    private static final String WRITER = ConsumerGroups.WRITER;

    @Bean
    @Order(3)
    StreamsComponent normalizer(
            KafkaSettings kafka,
            IngestSettings settings,
            RedactionPolicy redaction,
            GroupBacklog writerBacklog,
            TaskScheduler scheduler,
            MeterRegistry metrics,
            Clock clock,
            Tracing tracing) {
        return new StreamsComponent(
                "normalizer",
                NormalizerTopology.GROUP,
                () -> NormalizerTopology.of(redaction, writerBacklog::sent, metrics, clock, tracing),
                properties(settings),
                new Backpressure(settings.normalizerMaxBacklog(), writerBacklog::waiting),
                kafka,
                scheduler,
                metrics);
    }

    @Bean
    GroupBacklog writerBacklog(KafkaSettings kafka) {
        return new GroupBacklog(kafka, WRITER, Topics.SUBJECT_LOG);
    }

    @Bean
    WatchedGroup normalizerGroup() {
        return WatchedGroup.of(NormalizerTopology.GROUP, Topics.EPISODES);
    }

    private static Map<String, Object> properties(IngestSettings settings) {
        return Map.of(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
                StreamsConfig.EXACTLY_ONCE_V2,
                // The commit interval is the delay of this step. An open transaction also delays records that REST
                // appends to the same partition.
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.normalizerCommitMs(),
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
                2_000,
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                KafkaSettings.MAX_DEAD_LETTER_BYTES,
                StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG),
                5,
                StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG),
                128 * 1024);
    }
}
