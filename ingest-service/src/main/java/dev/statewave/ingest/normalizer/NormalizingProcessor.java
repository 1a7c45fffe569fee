package dev.statewave.ingest.normalizer;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.topics.RecordHeaders;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One record in, one record out: onto the log, or to the dead letters with the reason. */
final class NormalizingProcessor implements Processor<byte[], byte[], byte[], byte[]> {

    static final String LOG = "log";
    static final String DEAD_LETTERS = "dead-letters";

    private static final Logger log = LoggerFactory.getLogger(NormalizingProcessor.class);

    private final Counter accepted;
    private final Counter refused;
    private final Clock clock;
    private ProcessorContext<byte[], byte[]> context;

    NormalizingProcessor(MeterRegistry metrics, Clock clock) {
        this.accepted = Counter.builder("statewave.episodes.normalized")
                .description("Episodes taken over from outside producers")
                .register(metrics);
        this.refused = Counter.builder("statewave.episodes.dead.lettered")
                .description("Records of outside producers that are no episodes")
                .register(metrics);
        this.clock = clock;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> opened) {
        context = opened;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            IncomingEpisode episode = IncomingEpisode.read(record.headers(), record.value());
            forward(record, episode);
            accepted.increment();
        } catch (ApiException e) {
            deadLetter(record, e.code(), e.getMessage(), e.details());
        } catch (RuntimeException | StackOverflowError e) {
            // Whatever a producer sends must not stop the ones behind it.
            log.warn("A record at {} could not be read", origin(), e);
            deadLetter(record, "internal_error", "The record could not be read: " + e, null);
        }
    }

    private void forward(Record<byte[], byte[]> record, IncomingEpisode episode) {
        Instant now = WireTime.micros(clock.instant());
        var headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        RecordHeaders.put(headers, RecordHeaders.SCHEMA_VERSION, SubjectRecord.SCHEMA_VERSION);
        RecordHeaders.put(headers, RecordHeaders.ORIGIN, origin());
        RecordHeaders.put(headers, RecordHeaders.REQUEST_ID, episode.requestId());
        byte[] key = episode.input().key(episode.tenant()).encoded().getBytes(StandardCharsets.UTF_8);
        SubjectRecord recorded = episode.input().recorded(episode.tenant(), now, null);
        RecordHeaders.put(headers, RecordHeaders.KIND, recorded.kind());
        context.forward(new Record<>(key, recorded.bytes(), now.toEpochMilli(), headers), LOG);
    }

    private void deadLetter(Record<byte[], byte[]> record, String code, String message, Object details) {
        RecordHeaders.put(record.headers(), RecordHeaders.ERROR_CODE, code);
        RecordHeaders.put(record.headers(), RecordHeaders.ERROR_MESSAGE, message);
        RecordHeaders.put(record.headers(), RecordHeaders.ERROR_DETAILS, details == null ? null : Json.text(details));
        RecordHeaders.put(record.headers(), RecordHeaders.ORIGIN, origin());
        context.forward(record.withTimestamp(Math.max(0, record.timestamp())), DEAD_LETTERS);
        refused.increment();
    }

    private String origin() {
        return context.recordMetadata()
                .map(at -> at.topic() + "-" + at.partition() + "@" + at.offset())
                .orElse("unknown");
    }
}
