package dev.statewave.worker.trigger;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.CompileRequested;
import dev.statewave.contract.subjectlog.SubjectRecord.RebuildRequested;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.worker.WorkerSettings;
import java.time.Duration;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a subject is due. A request is passed on at once; episodes make their subject wait until it is quiet or
 * has waited long enough. A command may come twice after a crash, which the compiler does not mind.
 */
final class TriggerProcessor implements Processor<String, byte[], String, byte[]> {

    static final String STORE = "pending-subjects";

    private static final Logger log = LoggerFactory.getLogger(TriggerProcessor.class);
    private static final Duration TICK = Duration.ofMillis(200);
    /** Subjects that one tick sends off at most: the rest is as due at the next one. */
    private static final int MOST_PER_TICK = 2_000;

    private final WorkerSettings settings;
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, PendingSubject> pending;

    // Kafka Streams calls init before anything else.
    @SuppressWarnings("NullAway.Init")
    TriggerProcessor(WorkerSettings settings) {
        this.settings = settings;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> opened) {
        context = opened;
        pending = opened.getStateStore(STORE);
        if (settings.continuous()) {
            opened.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::sendDue);
        }
    }

    @Override
    public void process(Record<String, byte[]> record) {
        try {
            switch (kind(record)) {
                case "EpisodeRecorded" -> note(record.key());
                case "CompileRequested" -> pass(record);
                case "RebuildRequested" -> passRebuild(record);
                case "SubjectDeleted" -> pending.delete(record.key());
                default -> {}
            }
        } catch (RuntimeException e) {
            // The writer puts it aside; here it only must not stop the others.
            log.warn("A record of the log could not be read: {}", e.toString());
        }
    }

    private static String kind(Record<String, byte[]> record) {
        String kind = RecordHeaders.text(record.headers(), RecordHeaders.KIND);
        return kind == null ? SubjectRecord.read(record.value()).kind() : kind;
    }

    private void note(String key) {
        if (!settings.continuous()) {
            return;
        }
        var at = context.recordMetadata().orElseThrow();
        long now = context.currentSystemTimeMs();
        PendingSubject before = pending.get(key);
        pending.put(
                key,
                before == null
                        ? new PendingSubject(now, now, at.partition(), at.offset())
                        : before.and(now, at.offset()));
    }

    private void pass(Record<String, byte[]> record) {
        var request = (CompileRequested) SubjectRecord.read(record.value());
        var at = context.recordMetadata().orElseThrow();
        // A synchronous compile may leave episodes over, so only a full one settles what is pending.
        if ("async".equals(request.mode())) {
            pending.delete(record.key());
        }
        forward(
                record.key(),
                new CompileCommand(request.jobId(), request.mode(), new LogPosition(at.partition(), at.offset())),
                record.headers());
    }

    // What is pending stays so: a rebuild may fail, and a compile that finds nothing left to do costs nothing.
    private void passRebuild(Record<String, byte[]> record) {
        var request = (RebuildRequested) SubjectRecord.read(record.value());
        var at = context.recordMetadata().orElseThrow();
        forward(
                record.key(),
                new CompileCommand(
                        request.jobId(), CompileCommand.REBUILD, new LogPosition(at.partition(), at.offset())),
                record.headers());
    }

    private void sendDue(long now) {
        int sent = 0;
        try (var all = pending.all()) {
            while (all.hasNext() && sent < MOST_PER_TICK) {
                KeyValue<String, PendingSubject> entry = all.next();
                if (entry.value.due(now, settings.compileQuiet(), settings.compileMaxWait())) {
                    forward(
                            entry.key,
                            new CompileCommand(
                                    null, "continuous", new LogPosition(entry.value.partition(), entry.value.offset())),
                            new org.apache.kafka.common.header.internals.RecordHeaders());
                    pending.delete(entry.key);
                    sent++;
                }
            }
        }
    }

    private void forward(String key, CompileCommand command, Headers cause) {
        var headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        RecordHeaders.put(headers, RecordHeaders.SCHEMA_VERSION, SubjectRecord.SCHEMA_VERSION);
        RecordHeaders.put(headers, RecordHeaders.REQUEST_ID, RecordHeaders.text(cause, RecordHeaders.REQUEST_ID));
        context.forward(new Record<>(key, Json.bytes(command), context.currentSystemTimeMs(), headers));
    }
}
