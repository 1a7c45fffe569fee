package dev.statewave.ingest;

import dev.statewave.ingest.compile.CompileResults;
import dev.statewave.ingest.log.CommitWatermarks;
import dev.statewave.ingest.log.SubjectLog;
import dev.statewave.ingest.normalizer.Normalizer;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.kafka.ConsumerLag;
import dev.statewave.platform.kafka.KafkaLifecycle;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.TopicCatalog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/** The connections to Kafka. */
@Configuration(proxyBeanMethods = false)
class KafkaBeans {

    @Bean
    DefaultKafkaProducerFactory<String, byte[]> singleProducer(KafkaSettings kafka) {
        return new DefaultKafkaProducerFactory<>(boundedProducer(kafka));
    }

    @Bean
    DefaultKafkaProducerFactory<String, byte[]> transactionalProducers(KafkaSettings kafka) {
        Map<String, Object> properties = boundedProducer(kafka);
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        var factory = new DefaultKafkaProducerFactory<String, byte[]>(properties);
        // A prefix of its own for each process: nothing is resumed, and two instances must not fence each other.
        factory.setTransactionIdPrefix("statewave-ingest-" + UUID.randomUUID() + "-");
        return factory;
    }

    // A caller waits for the answer, so a broker that is away has to be noticed in seconds and not in Kafka's two
    // minutes.
    private static Map<String, Object> boundedProducer(KafkaSettings kafka) {
        Map<String, Object> properties = kafka.producerProperties();
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 3_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        // Several at once keep their order only where the broker knows the producer: on a partition that has just got a
        // leader it may take
        // the second request and refuse the first, and the repeats then double what is on the log.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return properties;
    }

    @Bean
    SubjectLog subjectLog(
            DefaultKafkaProducerFactory<String, byte[]> singleProducer,
            DefaultKafkaProducerFactory<String, byte[]> transactionalProducers,
            IngestSettings settings,
            MeterRegistry metrics) {
        return new SubjectLog(
                new KafkaTemplate<>(singleProducer),
                new KafkaTemplate<>(transactionalProducers),
                settings.maxWritesInFlight(),
                metrics);
    }

    @Bean
    CommitWatermarks commitWatermarks(KafkaSettings kafka) {
        return new CommitWatermarks(kafka);
    }

    @Bean
    CompileResults compileResults(KafkaSettings kafka) {
        return new CompileResults(kafka);
    }

    @Bean
    KafkaLifecycle kafkaStart(
            KafkaSettings kafka, CommitWatermarks watermarks, CompileResults results, Normalizer normalizer) {
        return new KafkaLifecycle(new TopicCatalog(kafka), List.of(watermarks.tail(), results.tail(), normalizer));
    }

    @Bean
    ConsumerLag consumerProgress(KafkaSettings kafka, MeterRegistry metrics, Clock clock) {
        return new ConsumerLag(kafka.adminProperties(), List.of(Normalizer.GROUP), metrics, clock);
    }

    @Bean
    ReadinessCheck kafkaCheck(ConsumerLag progress) {
        return progress.kafkaCheck();
    }

    @Bean
    ReadinessCheck progressCheck(ConsumerLag progress) {
        return progress.progressCheck();
    }
}
