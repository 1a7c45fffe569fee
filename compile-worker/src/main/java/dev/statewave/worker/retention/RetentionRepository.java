package dev.statewave.worker.retention;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.compile.MemoryStatus;
import dev.statewave.worker.store.SubjectLock;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What is kept for a limited time. Each method handles one batch in a transaction of its own and returns its rows.
 * Deletions skip rows that somebody else has locked, so they wait for nobody.
 */
@Component
class RetentionRepository {

    private static final int BATCH = 1_000;
    private static final int SUBJECTS = 100;

    private final JdbcClient database;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;

    RetentionRepository(JdbcClient database, ScopedTransactions transactions, SubjectLock lock) {
        this.database = database;
        this.transactions = transactions;
        this.lock = lock;
    }

    int retireExpiredMemories() {
        String sql = """
                SELECT DISTINCT tenant_id, subject_id FROM (
                    SELECT tenant_id, subject_id FROM memories WHERE status = 'active' AND valid_to < now()
                    ORDER BY valid_to LIMIT :subjects) expired""";
        List<SubjectKey> subjects = transactions.in(TenantScope.ALL, () -> database.sql(sql)
                .param("subjects", SUBJECTS)
                .query((row, i) -> new SubjectKey(row.getString("tenant_id"), row.getString("subject_id")))
                .list());
        return subjects.stream().mapToInt(this::retireExpiredMemories).sum();
    }

    private int retireExpiredMemories(SubjectKey key) {
        String sql = """
                UPDATE memories SET status = :tombstoned, retired_at = now(), updated_at = now()
                WHERE subject_id = :subject AND tenant_id = :tenant AND status = 'active' AND valid_to < now()""";
        return transactions.in(TenantScope.of(key.tenant()), () -> {
            lock.take(key);
            return database.sql(sql)
                    .param("tombstoned", MemoryStatus.TOMBSTONED.text())
                    .param("subject", key.subject())
                    .param("tenant", key.tenant())
                    .update();
        });
    }

    /** With the passages of each, and its copies in the index of large subjects. */
    int deleteTombstones(Duration age) {
        String sql = """
                SELECT DISTINCT tenant_id, subject_id FROM (
                    SELECT tenant_id, subject_id FROM memories
                    WHERE status = 'tombstoned' AND retired_at < now() - :seconds * interval '1 second'
                    ORDER BY retired_at LIMIT :subjects) old""";
        List<SubjectKey> subjects = transactions.in(TenantScope.ALL, () -> database.sql(sql)
                .param("seconds", age.toSeconds())
                .param("subjects", SUBJECTS)
                .query((row, i) -> new SubjectKey(row.getString("tenant_id"), row.getString("subject_id")))
                .list());
        return subjects.stream().mapToInt(key -> deleteTombstones(key, age)).sum();
    }

    private int deleteTombstones(SubjectKey key, Duration age) {
        String sql = """
                WITH gone AS (
                    DELETE FROM memories WHERE id = ANY (ARRAY(
                        SELECT id FROM memories
                        WHERE subject_id = :subject AND tenant_id = :tenant AND status = 'tombstoned'
                            AND retired_at < now() - :seconds * interval '1 second' LIMIT :batch))
                    RETURNING id),
                passages AS (DELETE FROM memories WHERE passage_of IN (SELECT id FROM gone) RETURNING id),
                every AS (SELECT id FROM gone UNION SELECT id FROM passages),
                vectors AS (
                    DELETE FROM large_memories
                    WHERE subject_id = :subject AND tenant_id = :tenant AND memory_id IN (SELECT id FROM every)),
                history AS (
                    DELETE FROM memory_history
                    WHERE subject_id = :subject AND tenant_id = :tenant AND memory_id IN (SELECT id FROM every)),
                words AS (
                    DELETE FROM large_words
                    WHERE subject_id = :subject AND tenant_id = :tenant AND memory_id IN (SELECT id FROM every))
                SELECT count(*) FROM gone""";
        return transactions.in(TenantScope.of(key.tenant()), () -> {
            lock.take(key);
            return database.sql(sql)
                    .param("subject", key.subject())
                    .param("tenant", key.tenant())
                    .param("seconds", age.toSeconds())
                    .param("batch", BATCH)
                    .query(Integer.class)
                    .single();
        });
    }

    /** What rebuilds took out so long ago, with all that is known of how it was before. */
    int deleteRemovedMemories(Duration age) {
        String sql = """
                WITH old AS (
                    SELECT subject_id, tenant_id, memory_id FROM memory_history
                    WHERE removed AND changed_at < now() - :seconds * interval '1 second' LIMIT :batch)
                DELETE FROM memory_history h USING old o
                WHERE h.subject_id = o.subject_id AND h.tenant_id = o.tenant_id AND h.memory_id = o.memory_id""";
        return transactions.in(TenantScope.ALL, () -> database.sql(sql)
                .param("seconds", age.toSeconds())
                .param("batch", BATCH)
                .update());
    }

    int deleteEndedJobs(Duration age) {
        return delete("compile_jobs", "status IN ('completed', 'failed') AND created_at", age);
    }

    int deleteUnfinishedJobs(Duration age) {
        return delete("compile_jobs", "created_at", age);
    }

    int deleteSubjectDeletions(Duration age) {
        return delete("subject_deletions", "deleted_at", age);
    }

    int deleteQueryEmbeddings(Duration age) {
        return delete("query_embeddings", "embedded_at", age);
    }

    int deleteEpisodeBatches(Duration age) {
        return delete("episode_batches", "started_at", age);
    }

    int deleteStagedImports(Duration age) {
        return delete("staged_imports", "staged_at", age);
    }

    int deleteEndedImports(Duration age) {
        return delete("subject_imports", "(refused IS NOT NULL OR finished_at IS NOT NULL) AND applied_at", age);
    }

    int deleteUnfinishedImports(Duration age) {
        return delete("subject_imports", "applied_at", age);
    }

    int deleteEndedRebuilds(Duration age) {
        return delete("rebuilds", "completed_at", age);
    }

    int deleteReceiptErasures(Duration age) {
        return delete("receipt_erasures", "erased_at", age);
    }

    /** Those that are older than the configuration of their tenant says; 0 days are for ever. */
    int tombstoneReceipts() {
        String sql = """
                UPDATE receipts SET status = 'tombstoned', tombstoned_at = now() WHERE ctid = ANY (ARRAY(
                    SELECT r.ctid FROM (
                        SELECT tenant_id, (config ->> 'receipt_retention_days')::int AS days FROM tenant_configs
                        WHERE CASE WHEN jsonb_typeof(config -> 'receipt_retention_days') = 'number'
                            THEN (config ->> 'receipt_retention_days')::numeric BETWEEN 1 AND 36500 END) kept
                    JOIN receipts r ON r.tenant_id = kept.tenant_id
                    WHERE r.status = 'active' AND r.created_at < now() - kept.days * interval '1 day'
                    LIMIT :batch FOR UPDATE OF r SKIP LOCKED))""";
        return transactions.in(
                TenantScope.ALL, () -> database.sql(sql).param("batch", BATCH).update());
    }

    /** @param condition ends with the column that has the age */
    private int delete(String table, String condition, Duration age) {
        String sql = """
                DELETE FROM %1$s WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM %1$s WHERE %2$s < now() - :seconds * interval '1 second'
                    LIMIT :batch FOR UPDATE SKIP LOCKED))""".formatted(table, condition);
        return transactions.in(TenantScope.ALL, () -> database.sql(sql)
                .param("seconds", age.toSeconds())
                .param("batch", BATCH)
                .update());
    }
}
