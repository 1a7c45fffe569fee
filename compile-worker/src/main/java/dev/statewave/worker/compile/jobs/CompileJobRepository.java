package dev.statewave.worker.compile.jobs;

import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.compile.JobStatus;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The durable state of compile jobs. */
@Component
public class CompileJobRepository {

    /** A running job is looked at by nobody after this. */
    public static final int STUCK_MINUTES = 30;

    private final JdbcClient database;
    private final ScopedTransactions transactions;

    CompileJobRepository(JdbcClient database, ScopedTransactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** How the job ended, if it did: a command may come twice. */
    Optional<CompileResult> ended(SubjectKey key, String jobId) {
        String sql = """
                SELECT status, memories_created, remaining, error FROM compile_jobs
                WHERE job_id = :job AND status IN ('completed', 'failed')""";
        return transactions.in(TenantScope.of(key.tenant()), () -> database.sql(sql)
                .param("job", jobId)
                .query((row, i) -> new CompileResult(
                        jobId,
                        row.getString("status"),
                        row.getInt("memories_created"),
                        row.getInt("remaining"),
                        row.getString("error")))
                .optional());
    }

    void running(SubjectKey key, String jobId) {
        String sql = """
                UPDATE compile_jobs SET status = :running, started_at = coalesce(started_at, now())
                WHERE job_id = :job""";
        transactions.run(TenantScope.of(key.tenant()), () -> database.sql(sql)
                .param("running", JobStatus.RUNNING.text())
                .param("job", jobId)
                .update());
    }

    void completed(SubjectKey key, CompileResult result) {
        String sql = """
                UPDATE compile_jobs
                SET status = :status, memories_created = :created, remaining = :remaining, completed_at = now()
                WHERE job_id = :job""";
        transactions.run(TenantScope.of(key.tenant()), () -> database.sql(sql)
                .param("status", result.status())
                .param("created", result.memoriesCreated())
                .param("remaining", result.remainingEpisodes())
                .param("job", result.jobId())
                .update());
    }

    /** Also for a compile that nobody asked for: its failure has to be visible somewhere. */
    void failed(SubjectKey key, String mode, CompileResult result) {
        String sql = """
                INSERT INTO compile_jobs (job_id, tenant_id, subject_id, mode, status, error, created_at, started_at,
                                          completed_at)
                VALUES (:job, :tenant, :subject, :mode, :status, :error, now(), now(), now())
                ON CONFLICT (job_id) DO UPDATE
                SET status = excluded.status, error = excluded.error, completed_at = now()""";
        transactions.run(TenantScope.of(key.tenant()), () -> database.sql(sql)
                .param("job", result.jobId())
                .param("tenant", key.tenant())
                .param("subject", key.subject())
                .param("mode", mode)
                .param("status", result.status())
                .param("error", result.error())
                .update());
    }

    /** How many jobs run for longer than any of them should. Those of a paused tenant are meant to wait. */
    int stuck() {
        String sql = """
                SELECT count(*) FROM compile_jobs j
                WHERE status = :running AND started_at < now() - make_interval(mins => :minutes)
                  AND NOT EXISTS (
                      SELECT FROM tenant_pauses p WHERE p.tenant_id = j.tenant_id AND p.role = 'compiler')""";
        return transactions.in(TenantScope.ALL, () -> database.sql(sql)
                .param("running", JobStatus.RUNNING.text())
                .param("minutes", STUCK_MINUTES)
                .query(Integer.class)
                .single());
    }
}
