package dev.statewave.context.health;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.HealthObserved;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.resilience.CircuitBreakers;
import dev.statewave.platform.subjectlog.SubjectLogAppender;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Appends observations of a subject's health to the subject log. The reader does not wait for it and gets the answer in
 * any case. What is not appended, because Kafka is away or too many appends are under way, is counted; the next look
 * observes the subject again.
 */
@Component
class HealthObservationPublisher implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(HealthObservationPublisher.class);
    private static final int IN_FLIGHT = 200;

    private final SubjectLogAppender appender;
    private final Counter lost;

    @Autowired
    HealthObservationPublisher(KafkaSettings kafka, MeterRegistry metrics) {
        this(
                new SubjectLogAppender(
                        kafka,
                        "context",
                        IN_FLIGHT,
                        CircuitBreakers.of(
                                "kafka",
                                failure -> failure instanceof ApiException refused && refused.status() == 503,
                                metrics)),
                metrics);
    }

    HealthObservationPublisher(SubjectLogAppender appender, MeterRegistry metrics) {
        this.appender = appender;
        this.lost = Counter.builder("statewave.health.observations.lost")
                .description("Observations of health that did not reach the log")
                .register(metrics);
    }

    void observed(String subject, @Nullable String tenant, HealthBody health, Instant at, @Nullable String requestId) {
        var observed =
                new HealthObserved(health.state().wire(), health.score(), Json.MAPPER.valueToTree(health.top()), at);
        appender.append(SubjectKey.of(tenant, subject), observed, requestId).subscribe(position -> {}, failure -> {
            lost.increment();
            log.warn("An observation of health did not reach the log: {}", failure.toString());
        });
    }

    @Override
    public void destroy() {
        appender.close();
    }
}
