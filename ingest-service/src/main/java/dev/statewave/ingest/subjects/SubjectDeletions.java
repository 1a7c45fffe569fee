package dev.statewave.ingest.subjects;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.SubjectDeleted;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.subjectlog.LogEntry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Deletions of subjects: one record a subject, and what it erased once the writer has come to it. */
@Component
class SubjectDeletions {

    private static final String COUNTS = """
            SELECT coalesce(sum(episodes_deleted), 0)::bigint AS episodes_deleted,
                coalesce(sum(memories_deleted), 0)::bigint AS memories_deleted
            FROM subject_deletions d JOIN unnest($1::integer[], $2::bigint[]) AS asked (log_partition, log_offset)
                USING (log_partition, log_offset)""";

    private static final String SNAPSHOTS =
            "SELECT subject_id FROM snapshots WHERE source_subject_id = $1 AND tenant_id = $2 ORDER BY subject_id";

    private final SubjectLog subjectLog;
    private final ScopedReads database;
    private final Clock clock;

    SubjectDeletions(SubjectLog subjectLog, ScopedReads database, Clock clock) {
        this.subjectLog = subjectLog;
        this.database = database;
        this.clock = clock;
    }

    /** What was erased; zeros while it is not known yet. */
    record DeletedBody(String subjectId, long episodesDeleted, long memoriesDeleted) {}

    /** What several deletions erased together. */
    record Counts(long episodes, long memories) {

        static final Counts UNKNOWN = new Counts(0, 0);
    }

    /**
     * The answer counts what was erased of the subject itself, and names the erasure in a header.
     *
     * @param snapshotsToo whether its snapshots are erased with it
     * @param actor null where it is no administrator
     */
    Mono<ResponseEntity<Object>> delete(
            SubjectKey key, boolean snapshotsToo, @Nullable Actor actor, @Nullable String requestId) {
        return (snapshotsToo ? snapshots(key) : Mono.just(List.<SubjectKey>of()))
                .flatMap(snapshots -> delete(key, snapshots, actor, requestId));
    }

    private Mono<ResponseEntity<Object>> delete(
            SubjectKey key, List<SubjectKey> snapshots, @Nullable Actor actor, @Nullable String requestId) {
        Instant now = WireTime.micros(clock.instant());
        var entries = new ArrayList<LogEntry>();
        entries.add(new LogEntry(key, new SubjectDeleted(now), actor));
        snapshots.forEach(snapshot -> entries.add(new LogEntry(snapshot, new SubjectDeleted(now), actor)));
        return subjectLog.appendAllAndAwait(entries, requestId).flatMap(appended -> {
            LogPosition position = appended.position();
            Mono<Counts> counts = appended.persisted() ? counts(List.of(position)) : Mono.just(Counts.UNKNOWN);
            return counts.map(erased -> WriteAnswer.of(
                    appended.persisted() ? 200 : 202,
                    appended.persisted(),
                    new DeletedBody(key.subject(), erased.episodes(), erased.memories()),
                    Map.of(Headers.ERASURE, position.erasureId(now).toString())));
        });
    }

    LogEntry entry(SubjectKey key, @Nullable Actor actor) {
        return new LogEntry(key, new SubjectDeleted(WireTime.micros(clock.instant())), actor);
    }

    /** The subjects that hold the snapshots of a subject. */
    private Mono<List<SubjectKey>> snapshots(SubjectKey key) {
        return database.run(
                        TenantScope.of(key.tenant()),
                        SNAPSHOTS,
                        List.of(key.subject(), key.tenant()),
                        row -> new SubjectKey(key.tenant(), row.get("subject_id", String.class)))
                .collectList();
    }

    /** @param positions of records that the writer has come to */
    Mono<Counts> counts(List<LogPosition> positions) {
        return database.run(
                        TenantScope.NONE,
                        COUNTS,
                        List.of(
                                positions.stream().map(LogPosition::partition).toArray(Integer[]::new),
                                positions.stream().map(LogPosition::offset).toArray(Long[]::new)),
                        row -> new Counts(
                                row.get("episodes_deleted", Long.class), row.get("memories_deleted", Long.class)))
                .single();
    }
}
