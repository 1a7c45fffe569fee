package dev.statewave.context.health;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.HealthObserved;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.KafkaSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Notes observations of a subject's health on the subject log. The reader does not wait for it and gets the answer in
 * any case; what is not noted because Kafka is away or too many are under way is counted, and comes again with the next
 * look.
 */
@Component
class HealthObservationPublisher implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(HealthObservationPublisher.class);
    private static final int IN_FLIGHT = 200;

    private final Producer<String, byte[]> kafka;
    private final Semaphore places = new Semaphore(IN_FLIGHT);
    private final Counter lost;

    @Autowired
    HealthObservationPublisher(KafkaSettings settings, MeterRegistry metrics) {
        this(new KafkaProducer<>(bounded(settings)), metrics);
    }

    HealthObservationPublisher(Producer<String, byte[]> kafka, MeterRegistry metrics) {
        this.kafka = kafka;
        this.lost = Counter.builder("statewave.health.observations.lost")
                .description("Observations of health that did not reach the log")
                .register(metrics);
    }

    private static Map<String, Object> bounded(KafkaSettings settings) {
        Map<String, Object> properties = settings.producerProperties();
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 5_000);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L << 20);
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        return properties;
    }

    void observed(String subject, @Nullable String tenant, HealthBody health, Instant at, @Nullable String requestId) {
        if (!places.tryAcquire()) {
            lost.increment();
            return;
        }
        var observed =
                new HealthObserved(health.state().wire(), health.score(), Json.MAPPER.valueToTree(health.top()), at);
        var record = new ProducerRecord<>(
                Topics.SUBJECT_LOG, SubjectKey.of(tenant, subject).encoded(), observed.bytes());
        RecordHeaders.put(record.headers(), RecordHeaders.KIND, observed.kind());
        RecordHeaders.put(record.headers(), RecordHeaders.SCHEMA_VERSION, SubjectRecord.SCHEMA_VERSION);
        RecordHeaders.put(record.headers(), RecordHeaders.REQUEST_ID, requestId);
        // A producer without metadata blocks, which an event loop must not.
        Thread.ofVirtual().name("health-log").start(() -> send(record));
    }

    private void send(ProducerRecord<String, byte[]> record) {
        try {
            kafka.send(record, (metadata, failure) -> done(failure));
        } catch (RuntimeException e) {
            done(e);
        }
    }

    private void done(@Nullable Exception failure) {
        places.release();
        if (failure != null) {
            lost.increment();
            log.warn(
                    "An observation of health did not reach the log and comes again with the next look: {}",
                    failure.toString());
        }
    }

    @Override
    public void destroy() {
        kafka.close(Duration.ofSeconds(2));
    }
}
