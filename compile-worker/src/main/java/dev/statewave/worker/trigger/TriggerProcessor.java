package dev.statewave.worker.trigger;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.failure.UnsupportedRecordException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.CompileRequested;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeImported;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.contract.subjectlog.SubjectRecord.ImportCompleted;
import dev.statewave.contract.subjectlog.SubjectRecord.MemoriesImported;
import dev.statewave.contract.subjectlog.SubjectRecord.RebuildRequested;
import dev.statewave.contract.subjectlog.SubjectRecord.SubjectDeleted;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.platform.tracing.TraceParent;
import dev.statewave.worker.WorkerSettings;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a subject is due. A request is forwarded at once; episodes make their subject wait until it is quiet or
 * has waited long enough. A command may come twice after a crash, which the compiler does not mind.
 *
 * <p>Only reading a record is guarded. What a store or {@code forward} throws ends the thread, and its successor
 * processes the record again.
 */
final class TriggerProcessor implements Processor<String, byte[], String, byte[]> {

    static final String STORE = "pending-subjects";

    private static final String EPISODE = EpisodeRecorded.class.getSimpleName();
    /** Parts of imports, which may be large and concern the compiler only once they are complete. */
    private static final Set<String> PARTS =
            Set.of(EpisodeImported.class.getSimpleName(), MemoriesImported.class.getSimpleName());

    private static final Logger log = LoggerFactory.getLogger(TriggerProcessor.class);
    private static final Duration TICK = Duration.ofMillis(100);
    /** Code points of a request id; clients may send any. */
    private static final int LONGEST_REQUEST_ID = 256;

    private final WorkerSettings settings;
    private final CompileQueue queue;
    private final Counter skipped;
    private final ForwardedSubjects forwarded = new ForwardedSubjects();
    /** The subject whose turn it is at the next tick; null for the first one. */
    private @Nullable String turn;

    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, PendingSubject> pending;

    // Kafka Streams calls init before anything else.
    @SuppressWarnings("NullAway.Init")
    TriggerProcessor(WorkerSettings settings, CompileQueue queue, Counter skipped) {
        this.settings = settings;
        this.queue = queue;
        this.skipped = skipped;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> opened) {
        context = opened;
        pending = opened.getStateStore(STORE);
        if (settings.continuous()) {
            opened.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::forwardDue);
        }
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (isEpisode(record)) {
            note(record);
            return;
        }
        if (PARTS.contains(String.valueOf(RecordHeaders.text(record.headers(), RecordHeaders.KIND)))) {
            return;
        }
        switch (read(record)) {
            case EpisodeRecorded episode -> note(record);
            case CompileRequested request -> forward(record, request);
            case RebuildRequested request -> forward(record, request);
            case ImportCompleted completed -> forward(record, completed);
            case SubjectDeleted deletion -> pending.delete(record.key());
            case null, default -> {}
        }
    }

    // By its header, because episodes are nearly all there is and their values are large.
    private static boolean isEpisode(Record<String, byte[]> record) {
        return EPISODE.equals(RecordHeaders.text(record.headers(), RecordHeaders.KIND)) && isKey(record.key());
    }

    private static boolean isKey(@Nullable String key) {
        try {
            SubjectKey.parse(key);
            return true;
        } catch (InvalidRecordException e) {
            return false;
        }
    }

    /** Null for a record that concerns only the writer: it dead-letters what it cannot read, and waits for updates. */
    private @Nullable SubjectRecord read(Record<String, byte[]> record) {
        try {
            SubjectKey.parse(record.key());
            return SubjectRecord.read(record.headers(), record.value());
        } catch (InvalidRecordException e) {
            skipped.increment();
            log.warn("A record of the log cannot be read and is left to the writer: {}", e.getMessage());
            return null;
        } catch (UnsupportedRecordException e) {
            return null;
        }
    }

    private void note(Record<String, byte[]> record) {
        if (!settings.continuous()) {
            return;
        }
        LogPosition at = position();
        long now = context.currentSystemTimeMs();
        String key = record.key();
        String trace = trace(record.headers());
        PendingSubject before = pending.get(key);
        pending.put(
                key,
                before == null || forwarded.contains(key, before)
                        ? new PendingSubject(
                                now, now, at.partition(), at.offset(), trace == null ? null : List.of(trace))
                        : before.and(now, at.offset(), trace));
    }

    private static @Nullable String trace(Headers headers) {
        String trace = RecordHeaders.text(headers, RecordHeaders.TRACEPARENT);
        return TraceParent.isValid(trace) ? trace : null;
    }

    private void forward(Record<String, byte[]> record, CompileRequested request) {
        // A synchronous compile may leave episodes over, so only a full one settles what is pending.
        if ("async".equals(request.mode())) {
            pending.delete(record.key());
        }
        forward(record.key(), new CompileCommand(request.jobId(), request.mode(), position()), record.headers());
    }

    // What is pending stays so: a rebuild may fail, and a compile that finds nothing left to do costs nothing.
    private void forward(Record<String, byte[]> record, RebuildRequested request) {
        forward(
                record.key(),
                new CompileCommand(request.jobId(), CompileCommand.REBUILD, position()),
                record.headers());
    }

    private void forward(Record<String, byte[]> record, ImportCompleted completed) {
        forward(record.key(), new CompileCommand(null, CompileCommand.IMPORT, position()), record.headers());
    }

    private LogPosition position() {
        var at = context.recordMetadata().orElseThrow();
        return new LogPosition(at.partition(), at.offset());
    }

    private void forwardDue(long now) {
        forwarded.settled(now).forEach((key, subject) -> {
            if (subject.equals(pending.get(key))) {
                pending.delete(key);
            }
        });
        // Whom there was no room for is first at the next tick. All in the order of keys would let the last ones
        // starve.
        String first = turn;
        if (forwardDue(now, first, null) && first != null) {
            forwardDue(now, null, first);
        }
    }

    /**
     * @param from the first key; null for the first of all
     * @param to the last key; null for the last of all
     * @return whether there is room for more
     */
    private boolean forwardDue(long now, @Nullable String from, @Nullable String to) {
        if (!queue.hasRoom()) {
            return false;
        }
        try (var some = pending.range(from, to)) {
            while (some.hasNext()) {
                KeyValue<String, PendingSubject> entry = some.next();
                PendingSubject subject = entry.value;
                if (!subject.due(now, settings.compileQuiet(), settings.compileMaxWait())
                        || forwarded.contains(entry.key, subject)) {
                    continue;
                }
                if (!queue.hasRoom()) {
                    turn = entry.key;
                    return false;
                }
                var position = new LogPosition(subject.partition(), subject.offset());
                forward(entry.key, new CompileCommand(null, "continuous", position), null, subject.traces());
                forwarded.add(entry.key, subject, now);
            }
        }
        turn = null;
        return true;
    }

    private void forward(String key, CompileCommand command, Headers cause) {
        String trace = trace(cause);
        forward(
                key,
                command,
                RecordHeaders.text(cause, RecordHeaders.REQUEST_ID),
                trace == null ? null : List.of(trace));
    }

    /**
     * @param traces that led to it, the last one at the end: the compile is a part of that one and linked to the others
     */
    private void forward(
            String key, CompileCommand command, @Nullable String requestId, @Nullable List<String> traces) {
        var headers = new org.apache.kafka.common.header.internals.RecordHeaders();
        RecordHeaders.put(headers, RecordHeaders.SCHEMA_VERSION, SubjectRecord.SCHEMA_VERSION);
        RecordHeaders.put(
                headers,
                RecordHeaders.REQUEST_ID,
                requestId == null ? null : PayloadText.cut(requestId, LONGEST_REQUEST_ID));
        if (traces != null) {
            RecordHeaders.put(headers, RecordHeaders.TRACEPARENT, traces.getLast());
            if (traces.size() > 1) {
                RecordHeaders.put(
                        headers, RecordHeaders.TRACE_LINKS, String.join(",", traces.subList(0, traces.size() - 1)));
            }
        }
        context.forward(new Record<>(key, Json.bytes(command), context.currentSystemTimeMs(), headers));
        queue.added();
    }
}
