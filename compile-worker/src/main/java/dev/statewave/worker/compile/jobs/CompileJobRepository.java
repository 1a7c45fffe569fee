package dev.statewave.worker.compile.jobs;

import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The durable state of compile jobs. */
@Component
public class CompileJobRepository {

    private static final int LONGEST_ERROR = 2_000;
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
        return transactions.in(TenantScope.of(key.tenant()), () -> database.sql("""
                        SELECT status, memories_created, remaining, error FROM compile_jobs
                        WHERE job_id = ? AND status IN ('completed', 'failed')""")
                .param(jobId)
                .query((row, i) -> new CompileResult(
                        jobId,
                        row.getString("status"),
                        row.getInt("memories_created"),
                        row.getInt("remaining"),
                        row.getString("error")))
                .optional());
    }

    void running(SubjectKey key, String jobId) {
        transactions.run(TenantScope.of(key.tenant()), () -> database.sql(
                        "UPDATE compile_jobs SET status = 'running', started_at = coalesce(started_at, now()) WHERE job_id = ?")
                .param(jobId)
                .update());
    }

    void completed(SubjectKey key, String jobId, int memoriesCreated, int remaining) {
        transactions.run(TenantScope.of(key.tenant()), () -> database.sql(
                        "UPDATE compile_jobs SET status = 'completed', memories_created = ?, remaining = ?, completed_at = now() WHERE job_id = ?")
                .param(memoriesCreated)
                .param(remaining)
                .param(jobId)
                .update());
    }

    /** Also for a compile that nobody asked for: its failure has to be visible somewhere. */
    void failed(String jobId, SubjectKey key, String mode, String error) {
        transactions.run(TenantScope.of(key.tenant()), () -> database.sql("""
                        INSERT INTO compile_jobs (job_id, tenant_id, subject_id, mode, status, error, created_at, started_at, completed_at)
                        VALUES (?, ?, ?, ?, 'failed', ?, now(), now(), now())
                        ON CONFLICT (job_id) DO UPDATE SET status = 'failed', error = excluded.error, completed_at = now()""")
                .param(jobId)
                .param(key.tenant())
                .param(key.subject())
                .param(mode)
                .param(error.replace("\0", "")
                        .substring(0, Math.min(error.replace("\0", "").length(), LONGEST_ERROR)))
                .update());
    }

    /** How many jobs run for longer than any of them should. */
    public int stuck() {
        return transactions.in(TenantScope.ALL, () -> database.sql(
                        "SELECT count(*) FROM compile_jobs WHERE status = 'running' AND started_at < now() - make_interval(mins => ?)")
                .param(STUCK_MINUTES)
                .query(Integer.class)
                .single());
    }
}
