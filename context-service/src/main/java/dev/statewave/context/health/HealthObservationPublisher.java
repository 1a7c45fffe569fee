package dev.statewave.context.health;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.HealthObserved;
import dev.statewave.platform.subjectlog.SubjectLogAppender;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Appends observations of a subject's health to the subject log. The reader does not wait for it and gets the answer in
 * any case. An observation that is lost, because Kafka is away or too many are under way, is counted, and the next read
 * of the subject's health makes it again.
 */
@Component
class HealthObservationPublisher {

    private static final Logger log = LoggerFactory.getLogger(HealthObservationPublisher.class);

    private final SubjectLogAppender appender;
    private final Counter lost;

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
            log.debug("An observation of health did not reach the log: {}", failure.toString());
        });
    }
}
