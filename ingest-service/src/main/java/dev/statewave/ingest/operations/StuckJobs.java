package dev.statewave.ingest.operations;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.CompileRequested;
import dev.statewave.contract.subjectlog.SubjectRecord.RebuildRequested;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.subjectlog.LogEntry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Requests compile jobs again that run for longer than any should. A command of which Kafka knows is repeated by
 * itself; these are the ones whose command is lost. A job that ended meanwhile is not done twice.
 */
@Component
class StuckJobs {

    /** As readiness counts them. */
    private static final int MINUTES = 30;
    /** Jobs of one request, the oldest first. */
    private static final int MOST = 500;

    private static final String FIND = """
            SELECT job_id, tenant_id, subject_id, mode FROM compile_jobs j
            WHERE status = 'running' AND started_at < now() - make_interval(mins => $2)
              AND ($1 = '' OR tenant_id = $1)
              AND NOT EXISTS (SELECT FROM tenant_pauses p WHERE p.tenant_id = j.tenant_id AND p.role = 'compiler')
            ORDER BY created_at LIMIT $3""";

    private static final String RESET = """
            WITH reset AS (
                UPDATE compile_jobs SET status = 'pending', started_at = NULL
                WHERE job_id IN (
                    SELECT job_id FROM compile_jobs
                    WHERE job_id = ANY ($1) AND status = 'running' AND started_at < now() - make_interval(mins => $2)
                    FOR UPDATE SKIP LOCKED)
                RETURNING job_id, tenant_id, subject_id),
            noted AS (
                INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                SELECT tenant_id, $3, $4, $5, job_id, jsonb_build_object('subject_id', subject_id), nullif($6, '')
                FROM reset)
            SELECT job_id FROM reset ORDER BY job_id""";

    private final ScopedReads reads;
    private final ScopedWrites writes;
    private final SubjectLog subjectLog;
    private final Clock clock;

    StuckJobs(ScopedReads reads, ScopedWrites writes, SubjectLog subjectLog, Clock clock) {
        this.reads = reads;
        this.writes = writes;
        this.subjectLog = subjectLog;
        this.clock = clock;
    }

    /** @param jobIds those that were requested again */
    record ResetBody(int reset, List<String> jobIds) {}

    private record Stuck(String jobId, SubjectKey key, String mode) {}

    /** @param tenant empty for all */
    Mono<ResetBody> reset(String tenant, Actor actor, @Nullable String requestId) {
        TenantScope scope = TenantScope.ofReader(tenant);
        return reads.run(
                        scope,
                        FIND,
                        List.of(tenant, MINUTES, MOST),
                        row -> new Stuck(
                                row.get("job_id", String.class),
                                new SubjectKey(row.get("tenant_id", String.class), row.get("subject_id", String.class)),
                                row.get("mode", String.class)))
                .collectList()
                .flatMap(stuck -> stuck.isEmpty()
                        ? Mono.just(new ResetBody(0, List.of()))
                        // First the request, then the row: a job that is pending without a command would be found by
                        // nobody.
                        : subjectLog
                                .appendAll(stuck.stream().map(this::again).toList(), requestId)
                                .flatMap(appended -> mark(scope, stuck, actor, requestId)));
    }

    private LogEntry again(Stuck job) {
        Instant now = clock.instant();
        SubjectRecord request = job.mode().equals(CompileCommand.REBUILD)
                ? new RebuildRequested(job.jobId(), now)
                // Nobody waits for a synchronous one any more.
                : new CompileRequested(job.jobId(), "async", now);
        return new LogEntry(job.key(), request);
    }

    private Mono<ResetBody> mark(TenantScope scope, List<Stuck> stuck, Actor actor, @Nullable String requestId) {
        return writes.returning(
                        scope,
                        RESET,
                        List.of(
                                stuck.stream().map(Stuck::jobId).toArray(String[]::new),
                                MINUTES,
                                actor.id(),
                                actor.name(),
                                AdminAction.JOBS_RESET.wire(),
                                requestId == null ? "" : requestId),
                        row -> row.get("job_id", String.class))
                .map(reset -> new ResetBody(
                        stuck.size(), stuck.stream().map(Stuck::jobId).toList()));
    }
}
