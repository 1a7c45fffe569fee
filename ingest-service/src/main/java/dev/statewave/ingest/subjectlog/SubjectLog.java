package dev.statewave.ingest.subjectlog;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.topics.Topics;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.platform.kafka.RetentionGuard;
import dev.statewave.platform.subjectlog.LogEntry;
import dev.statewave.platform.subjectlog.SubjectLogAppender;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Appends to the subject log and waits until the appended records are readable. All writes go through it. */
@Component
public final class SubjectLog {

    private final SubjectLogAppender appender;
    private final CommitWatermarks watermarks;
    private final RetentionGuard retention;
    private final IngestSettings settings;

    SubjectLog(
            SubjectLogAppender appender,
            CommitWatermarks watermarks,
            RetentionGuard retention,
            IngestSettings settings) {
        this.retention = retention;
        this.appender = appender;
        this.watermarks = watermarks;
        this.settings = settings;
    }

    /**
     * The result of an append.
     *
     * @param positions the positions of the records, in their order
     * @param persisted false while they are safe in Kafka and not yet readable
     */
    public record Appended(List<LogPosition> positions, boolean persisted) {

        /** The position of the only record. */
        public LogPosition position() {
            return positions.getFirst();
        }
    }

    /** Appends one record; fails as {@link SubjectLogAppender#append} does. */
    public Mono<LogPosition> append(SubjectKey key, SubjectRecord record, @Nullable String requestId) {
        return admitted().then(appender.append(key, record, requestId));
    }

    /** Appends one record and waits, for as long as the settings say, until every read sees it. */
    public Mono<Appended> appendAndAwait(SubjectKey key, SubjectRecord record, @Nullable String requestId) {
        return append(key, record, requestId).flatMap(position -> await(List.of(position)));
    }

    /** As {@link #appendAndAwait(SubjectKey, SubjectRecord, String)}, with who asked for it. */
    public Mono<Appended> appendAndAwait(LogEntry entry, @Nullable String requestId) {
        return appendAllAndAwait(List.of(entry), requestId);
    }

    /** Appends all records or none; fails as {@link SubjectLogAppender#append} does. */
    public Mono<Appended> appendAll(List<LogEntry> entries, @Nullable String requestId) {
        return admitted().then(appender.appendAll(entries, requestId)).map(positions -> new Appended(positions, false));
    }

    /** As {@link #appendAll}, and waits as {@link #appendAndAwait} does. */
    public Mono<Appended> appendAllAndAwait(List<LogEntry> entries, @Nullable String requestId) {
        return admitted().then(appender.appendAll(entries, requestId)).flatMap(this::await);
    }

    /** As {@link #appendAll}, and waits for this long until every read sees the records. */
    public Mono<Appended> appendAllAndAwait(List<LogEntry> entries, @Nullable String requestId, Duration wait) {
        return admitted().then(appender.appendAll(entries, requestId)).flatMap(positions -> await(
                        lasts(positions), wait)
                .map(appended -> new Appended(positions, appended.persisted())));
    }

    /** An error 503 while records of the log are about to be deleted before they are written to the database. */
    private Mono<Void> admitted() {
        return Mono.defer(() -> retention
                .danger(Topics.SUBJECT_LOG)
                .<Mono<Void>>map(
                        danger -> Mono.error(ApiException.unavailable("log", "Nothing was recorded: " + danger + ".")))
                .orElseGet(Mono::empty));
    }

    /** The last position of each partition: there may be thousands of positions. */
    private static List<LogPosition> lasts(List<LogPosition> positions) {
        return positions.stream()
                .collect(Collectors.toMap(
                        LogPosition::partition,
                        Function.identity(),
                        BinaryOperator.maxBy(Comparator.comparingLong(LogPosition::offset))))
                .values()
                .stream()
                .toList();
    }

    /** Whether a record is readable, waited for as long as the settings say. */
    public Mono<Boolean> committed(LogPosition position) {
        return await(List.of(position)).map(Appended::persisted);
    }

    /** As {@link #committed(LogPosition)}, for several and for as long as is said. */
    public Mono<Boolean> committed(List<LogPosition> positions, Duration bound) {
        return watermarks.committed(positions, bound);
    }

    private Mono<Appended> await(List<LogPosition> positions) {
        return await(positions, settings.persistWait());
    }

    private Mono<Appended> await(List<LogPosition> positions, Duration wait) {
        return watermarks.committed(positions, wait).map(persisted -> new Appended(positions, persisted));
    }
}
