package dev.statewave.ingest.normalizer;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.EpisodeInput;
import dev.statewave.contract.sensitivity.SecretRedaction;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.ingest.redaction.RedactionPolicy;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.platform.kafka.DeadLetterSize;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.tracing.TraceSpan;
import dev.statewave.platform.tracing.Tracing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forwards each record either to the subject log or, with the reason, to the dead letters. */
final class NormalizingProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    static final String LOG = "log";
    static final String DEAD_LETTERS = "dead-letters";

    /** Bytes of a log record's value: the largest record less its key, its headers and its frame. */
    private static final int LARGEST = KafkaSettings.MAX_RECORD_BYTES - 16 * 1024;
    /** Characters of field errors that fit into a header. */
    private static final int LONGEST_DETAILS = 100_000;

    private static final Logger log = LoggerFactory.getLogger(NormalizingProcessor.class);

    private final RedactionPolicy redaction;
    private final Runnable sent;
    private final Counter accepted;
    private final Counter refused;
    private final Clock clock;
    private final Tracing tracing;
    /** Set by {@link #init}, which Kafka Streams calls before the first record. */
    @SuppressWarnings("NullAway.Init")
    private ProcessorContext<byte[], byte[]> context;

    NormalizingProcessor(
            RedactionPolicy redaction, Runnable sent, MeterRegistry metrics, Clock clock, Tracing tracing) {
        this.redaction = redaction;
        this.sent = sent;
        this.accepted = Counter.builder("statewave.episodes.normalized")
                .description("Episodes taken over from outside producers")
                .register(metrics);
        this.refused = Counter.builder("statewave.episodes.dead.lettered")
                .description("Records of outside producers that are no episodes")
                .register(metrics);
        this.clock = clock;
        this.tracing = tracing;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> opened) {
        context = opened;
    }

    // Only reading is guarded: an exception of forward() comes from Kafka, and the record is processed again.
    @Override
    public void process(Record<byte[], byte[]> record) {
        if (!tracing.on()) {
            process(record, TraceSpan.NONE);
            return;
        }
        TraceSpan span = span(record.headers());
        try (var active = span.activate()) {
            process(record, span);
        } catch (Throwable e) {
            span.failed(e);
            throw e;
        } finally {
            span.end();
        }
    }

    /** A CloudEvent names its trace by an attribute of the same name. */
    private TraceSpan span(Headers headers) {
        String header = RecordHeaders.text(headers, RecordHeaders.TRACEPARENT);
        return tracing.record(
                        "normalize " + Topics.EPISODES,
                        header == null ? RecordHeaders.text(headers, "ce_" + RecordHeaders.TRACEPARENT) : header)
                .tell("statewave.origin", origin());
    }

    private void process(Record<byte[], byte[]> record, TraceSpan span) {
        Record<byte[], byte[]> recorded;
        try {
            recorded = normalized(
                    IncomingEpisode.read(record.headers(), record.value()), Instant.ofEpochMilli(record.timestamp()));
        } catch (ApiException e) {
            span.failed(e.code());
            deadLetter(record, e.code(), e.getMessage(), e.details());
            return;
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            span.failed(e);
            log.warn("A record at {} could not be read", origin(), e);
            deadLetter(record, "handler_failed", "The record could not be read: " + e, null);
            return;
        }
        if (span.traceparent() != null) {
            RecordHeaders.put(recorded.headers(), RecordHeaders.TRACEPARENT, span.traceparent());
        }
        context.forward(recorded, LOG);
        sent.run();
        accepted.increment();
    }

    /** @param sent when the producer, or the broker, says that the record was made */
    private Record<byte[], byte[]> normalized(IncomingEpisode episode, Instant sent) {
        Instant now = WireTime.micros(clock.instant());
        var headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        RecordHeaders.put(headers, RecordHeaders.SCHEMA_VERSION, SubjectRecord.SCHEMA_VERSION);
        RecordHeaders.put(headers, RecordHeaders.ORIGIN, origin());
        RecordHeaders.put(headers, RecordHeaders.REQUEST_ID, episode.requestId());
        EpisodeInput input = redaction.apply(episode.input(), episode.tenant());
        byte[] key = input.key(episode.tenant()).encoded().getBytes(StandardCharsets.UTF_8);
        // Producers set the time of a record freely, also to one that no column can hold.
        Instant otherwise = WireTime.isInRange(sent) ? sent : now;
        SubjectRecord recorded = input.recorded(episode.tenant(), now, otherwise, null);
        RecordHeaders.put(headers, RecordHeaders.KIND, recorded.kind());
        byte[] value = recorded.bytes();
        if (value.length > LARGEST) {
            throw ApiException.tooLarge(
                    "The episode takes %d bytes on the log; %d fit.".formatted(value.length, LARGEST));
        }
        return new Record<>(key, value, now.toEpochMilli(), headers);
    }

    private void deadLetter(
            Record<byte[], byte[]> record, String code, @Nullable String message, @Nullable Object details) {
        Headers headers = new org.apache.kafka.common.header.internals.RecordHeaders(record.headers());
        RecordHeaders.put(headers, RecordHeaders.STAGE, NormalizerTopology.GROUP);
        RecordHeaders.put(headers, RecordHeaders.ERROR_CODE, code);
        boolean redacts = redaction.redacts(IncomingEpisode.tenantHeader(record.headers()));
        RecordHeaders.put(headers, RecordHeaders.ERROR_MESSAGE, redacted(DeadLetterPublisher.clean(message), redacts));
        RecordHeaders.put(headers, RecordHeaders.ERROR_DETAILS, redacted(text(details), redacts));
        RecordHeaders.put(headers, RecordHeaders.ORIGIN, origin());
        byte[] key = record.key();
        byte[] value = DeadLetterSize.fit(
                key == null ? 0 : key.length, redacts ? redacted(record.value()) : record.value(), headers);
        // The current time and not that of the record: producers set that freely, and retention depends on it.
        context.forward(new Record<>(key, value, clock.millis(), headers), DEAD_LETTERS);
        refused.increment();
    }

    private static @Nullable String redacted(@Nullable String text, boolean redacts) {
        return text == null || !redacts ? text : SecretRedaction.redact(text);
    }

    /** What is no text is left as it is. */
    private static byte @Nullable [] redacted(byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
            String redacted = SecretRedaction.redact(text);
            return redacted.equals(text) ? value : redacted.getBytes(StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    private static @Nullable String text(@Nullable Object details) {
        String text = details == null ? null : Json.text(details);
        return text == null || text.length() > LONGEST_DETAILS ? null : text;
    }

    private String origin() {
        return context.recordMetadata()
                .map(at -> at.topic() + "-" + at.partition() + "@" + at.offset())
                .orElse("unknown");
    }
}
