package dev.statewave.worker.compile.rebuild;

import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far rebuilds of many subjects have come. Each method is a transaction of its own. */
@Component
public class RebuildRepository {

    /** Subjects whose command is under way at once, of all rebuilds together. */
    private static final int AHEAD = 64;
    /** After this a command is taken to be lost, and sent again; one that comes twice is done once. */
    private static final Duration LOST = Duration.ofMinutes(35);

    /** Stands at the beginning of any log: there is nothing to wait for. */
    private static final LogPosition NOTHING = new LogPosition(0, -1);

    private final JdbcClient database;
    private final ScopedTransactions transactions;

    RebuildRepository(JdbcClient database, ScopedTransactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** @param last the place of the last episode */
    record Due(SubjectKey key, LogPosition last) {}

    /** Those whose turn has come. */
    List<Due> claim() {
        String sql = """
                UPDATE rebuild_subjects SET status = 'requested', requested_at = now()
                WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM rebuild_subjects s
                    WHERE (status = 'pending'
                       OR status = 'requested' AND requested_at < now() - :lost * interval '1 second')
                      -- Those of paused tenants neither come nor keep others from it.
                      AND NOT EXISTS (SELECT FROM tenant_pauses p
                          WHERE p.tenant_id = s.tenant_id AND p.role = 'compiler')
                    ORDER BY rebuild_id, tenant_id, subject_id
                    LIMIT greatest(0, :ahead - (SELECT count(*) FROM rebuild_subjects s
                        WHERE status = 'requested' AND requested_at >= now() - :lost * interval '1 second'
                          AND NOT EXISTS (SELECT FROM tenant_pauses p
                              WHERE p.tenant_id = s.tenant_id AND p.role = 'compiler')))
                    FOR UPDATE OF s SKIP LOCKED))
                RETURNING tenant_id, subject_id""";
        // What a rebuild sees is all that stands there now, compiled or not.
        String last = """
                SELECT log_partition, log_offset FROM episodes WHERE subject_id = :subject AND tenant_id = :tenant
                ORDER BY log_offset DESC LIMIT 1""";
        return transactions.in(TenantScope.ALL, () -> database
                .sql(sql)
                .param("lost", LOST.toSeconds())
                .param("ahead", AHEAD)
                .query((row, i) -> new SubjectKey(row.getString("tenant_id"), row.getString("subject_id")))
                .set()
                .stream()
                .map(key -> new Due(
                        key,
                        database.sql(last)
                                .param("subject", key.subject())
                                .param("tenant", key.tenant())
                                .query((row, i) -> new LogPosition(row.getInt(1), row.getLong(2)))
                                .optional()
                                .orElse(NOTHING)))
                .toList());
    }

    /** Ends those of which every subject is done. */
    void complete() {
        String sql = """
                UPDATE rebuilds r SET status = 'completed', completed_at = now()
                WHERE r.status = 'running' AND NOT EXISTS (
                    SELECT FROM rebuild_subjects s
                    WHERE s.rebuild_id = r.id AND s.status IN ('pending', 'requested'))""";
        transactions.run(TenantScope.ALL, () -> database.sql(sql).update());
    }

    /** Whether a rebuild waits for the subject. */
    public boolean wants(SubjectKey key) {
        return transactions.in(TenantScope.of(key.tenant()), () -> database.sql("""
                        SELECT EXISTS (SELECT FROM rebuild_subjects
                            WHERE subject_id = ? AND tenant_id = ? AND status = 'requested')""")
                .param(key.subject())
                .param(key.tenant())
                .query(Boolean.class)
                .single());
    }

    /** @param memories how many the subject has */
    public void done(SubjectKey key, int memories) {
        String sql = """
                UPDATE rebuild_subjects SET status = 'done', memories = :memories
                WHERE subject_id = :subject AND tenant_id = :tenant AND status = 'requested'""";
        transactions.run(TenantScope.of(key.tenant()), () -> database.sql(sql)
                .param("memories", memories)
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .update());
    }

    /** @param why may be of any length and have any characters */
    public void failed(SubjectKey key, String why) {
        String sql = """
                UPDATE rebuild_subjects SET status = 'failed', error = :error
                WHERE subject_id = :subject AND tenant_id = :tenant AND status = 'requested'""";
        transactions.run(TenantScope.of(key.tenant()), () -> database.sql(sql)
                .param("error", DeadLetterPublisher.clean(why))
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .update());
    }
}
