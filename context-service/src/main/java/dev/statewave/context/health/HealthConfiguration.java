package dev.statewave.context.health;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.resilience.CircuitBreakers;
import dev.statewave.platform.subjectlog.SubjectLogAppender;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The subject log as observations of health are appended to it. */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {

    /** Observations on their way to Kafka; further ones are lost. */
    private static final int IN_FLIGHT = 200;

    @Bean
    SubjectLogAppender subjectLogAppender(KafkaSettings kafka, MeterRegistry metrics) {
        var breaker = CircuitBreakers.of(
                "kafka", failure -> failure instanceof ApiException refused && refused.status() == 503, metrics);
        return new SubjectLogAppender(kafka, "context", IN_FLIGHT, breaker);
    }
}
