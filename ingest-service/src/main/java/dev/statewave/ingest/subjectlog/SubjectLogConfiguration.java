package dev.statewave.ingest.subjectlog;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.contract.topics.Topics;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.platform.kafka.GuardedGroup;
import dev.statewave.platform.kafka.KafkaPlatformConfiguration;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.ManagedComponent;
import dev.statewave.platform.resilience.CircuitBreakers;
import dev.statewave.platform.subjectlog.SubjectLogAppender;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

/** The subject log as the write side of the API uses it. */
@Configuration(proxyBeanMethods = false)
@Import(KafkaPlatformConfiguration.class)
class SubjectLogConfiguration {

    @Bean
    SubjectLogAppender subjectLogAppender(KafkaSettings kafka, IngestSettings settings, MeterRegistry metrics) {
        var breaker = CircuitBreakers.of(
                "kafka", failure -> failure instanceof ApiException refused && refused.status() == 503, metrics);
        return new SubjectLogAppender(kafka, "ingest", settings.maxWritesInFlight(), breaker);
    }

    /** Who has to read the log before its records may go: while that is in danger, nothing is appended. */
    @Bean
    GuardedGroup logWriters() {
        return new GuardedGroup(ConsumerGroups.WRITER, List.of(Topics.SUBJECT_LOG));
    }

    @Bean
    GuardedGroup logTriggers() {
        return new GuardedGroup(ConsumerGroups.TRIGGER, List.of(Topics.SUBJECT_LOG));
    }

    @Bean
    CommitWatermarks commitWatermarks(KafkaSettings kafka, DeadLetterPublisher deadLetters, MeterRegistry metrics) {
        return new CommitWatermarks(kafka, deadLetters, metrics);
    }

    @Bean
    @Order(1)
    ManagedComponent commitsTail(CommitWatermarks watermarks) {
        return watermarks.tail();
    }
}
