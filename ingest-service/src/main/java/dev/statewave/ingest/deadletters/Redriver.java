package dev.statewave.ingest.deadletters;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.compile.JobId;
import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.CompileRequested;
import dev.statewave.contract.subjectlog.SubjectRecord.RebuildRequested;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.ingest.deadletters.DeadLetterInbox.Found;
import dev.statewave.ingest.deadletters.FailedJobRepository.FailedJob;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.platform.kafka.KafkaSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Sends records to the topic and partition that they came from: key, value and headers as they were, and how often they
 * were redriven. A failed compile job is requested again as a new job. All of it blocks.
 */
@Component
class Redriver implements DisposableBean {

    private static final int SEND_SECONDS = 30;

    /** What the dead-lettering added. */
    private static final List<String> REASON_HEADERS = List.of(
            RecordHeaders.STAGE,
            RecordHeaders.ERROR_CODE,
            RecordHeaders.ERROR_MESSAGE,
            RecordHeaders.ERROR_DETAILS,
            RecordHeaders.ORIGIN,
            RecordHeaders.ORIGINAL_SIZE,
            RecordHeaders.ORIGINAL_SHA256);

    private final KafkaSettings kafka;
    private final RedriveRepository rows;
    private final SubjectLog subjectLog;
    private final Clock clock;
    private @Nullable Producer<byte[], byte[]> producer;

    Redriver(KafkaSettings kafka, RedriveRepository rows, SubjectLog subjectLog, Clock clock) {
        this.kafka = kafka;
        this.rows = rows;
        this.subjectLog = subjectLog;
        this.clock = clock;
    }

    /**
     * Of letters about a subject, the ids of those whose subject was erased after they were written: redriven, they
     * would bring something of it back.
     */
    Set<String> erased(List<Letter> letters) {
        List<Letter> ofSubjects = letters.stream()
                .filter(letter -> Topics.SUBJECT_LOG_DLT.equals(letter.topic()) && letter.subjectId() != null)
                .toList();
        return ofSubjects.isEmpty() ? Set.of() : rows.erased(ofSubjects);
    }

    /** @return why some could not be sent, by their ids */
    Map<String, String> send(List<Found> letters, @Nullable String requestId) {
        var sent = new LinkedHashMap<String, Future<?>>();
        var failed = new LinkedHashMap<String, String>();
        for (Found letter : letters) {
            try {
                sent.put(letter.letter().id(), send(letter, requestId));
            } catch (KafkaException | IllegalStateException e) {
                failed.put(letter.letter().id(), "send_failed: " + e.getMessage());
            }
        }
        sent.forEach((id, future) -> {
            try {
                future.get(SEND_SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                failed.put(
                        id,
                        "send_failed: " + Objects.requireNonNull(e.getCause()).getMessage());
            } catch (TimeoutException e) {
                failed.put(id, "send_failed: Kafka did not confirm it in time");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                failed.put(id, "send_failed: interrupted");
            }
        });
        return failed;
    }

    private Future<?> send(Found found, @Nullable String requestId) {
        if (found.job() != null) {
            return request(found.job(), requestId);
        }
        return send(found.letter(), Objects.requireNonNull(found.record()));
    }

    private Future<?> request(FailedJob job, @Nullable String requestId) {
        Instant now = clock.instant();
        SubjectRecord request = job.mode().equals(CompileCommand.REBUILD)
                ? new RebuildRequested(JobId.random(), now)
                : new CompileRequested(JobId.random(), "async", now);
        return subjectLog
                .append(new SubjectKey(job.tenant(), job.subject()), request, requestId)
                .toFuture();
    }

    private Future<RecordMetadata> send(Letter letter, ConsumerRecord<byte[], byte[]> record) {
        LetterOrigin origin = Objects.requireNonNull(LetterOrigin.parse(letter.origin()));
        if (Topics.WEBHOOKS_DLT.equals(record.topic())) {
            reopenDelivery(record.value());
        }
        Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders(record.headers());
        REASON_HEADERS.forEach(headers::remove);
        RecordHeaders.put(headers, RecordHeaders.REDRIVES, String.valueOf(letter.redrives() + 1));
        RecordHeaders.put(headers, RecordHeaders.REDRIVEN_FROM, letter.id());
        // The time of a producer's record is that of its episode where it names none; what stands there is the time at
        // which it was dead-lettered, which is nearer than now.
        Long timestamp = origin.topic().equals(Topics.EPISODES) ? record.timestamp() : null;
        return open().send(new ProducerRecord<>(
                origin.topic(), origin.partition(), timestamp, record.key(), record.value(), headers));
    }

    /** The last attempt of the delivery is made once more. */
    private void reopenDelivery(byte @Nullable [] value) {
        try {
            var delivery = Json.record(value, Delivery.class);
            if (delivery.id() != null && delivery.attempt() > 0) {
                rows.reopenDelivery(delivery.id(), delivery.attempt());
            }
        } catch (InvalidRecordException e) {
            // Not a delivery, so it has no row.
        }
    }

    /** What of a delivery says which one it is. */
    private record Delivery(@Nullable UUID id, int attempt) {}

    private synchronized Producer<byte[], byte[]> open() {
        if (producer == null) {
            Map<String, Object> properties = kafka.producerProperties();
            properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
            properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
            properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
            properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 15_000);
            producer = new KafkaProducer<>(properties);
        }
        return producer;
    }

    @Override
    public synchronized void destroy() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(5));
        }
    }
}
