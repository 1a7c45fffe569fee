package dev.statewave.worker.retention;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.store.SubjectLock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Deletes episodes that are older than the rule of their subject or tenant says, once they are compiled, with what a
 * model made of them and with their passages, which are their text. Memories stay, and so does the subject.
 */
@Component
class EpisodeRetentionRepository {

    private static final int PAGE = 1_000;
    private static final int BATCH = 500;

    // Passages of imported episodes are made behind the import, and need them.
    private static final String DUE = """
            e.subject_id = %1$s AND e.tenant_id = %2$s
            AND e.created_at < now() - episode_retention_days(%2$s, %1$s) * interval '1 day'
            AND (e.already_compiled OR e.log_offset <= (
                SELECT c.compiled_through FROM subject_compiles c WHERE c.subject_id = %1$s AND c.tenant_id = %2$s))
            AND NOT EXISTS (
                SELECT FROM subject_imports i
                WHERE i.subject_id = %1$s AND i.tenant_id = %2$s AND i.refused IS NULL AND i.finished_at IS NULL
                  AND e.log_offset BETWEEN i.first_offset AND i.last_offset)""";

    // The first time is never too late, so a subject without old episodes costs no look at them.
    private static final String SUBJECTS = """
            SELECT s.tenant_id, s.subject_id, EXISTS (SELECT FROM episodes e WHERE %s) AS due
            FROM subject_activity s
            WHERE (s.subject_id, s.tenant_id) > (:subject, :tenant) AND s.episodes > 0
                AND s.tenant_id IN (SELECT tenant_id FROM retention_rules WHERE applies_to = 'episodes')
                AND s.first_episode_at
                    < now() - episode_retention_days(s.tenant_id, s.subject_id) * interval '1 day'
            ORDER BY s.subject_id, s.tenant_id LIMIT :page""".formatted(DUE.formatted("s.subject_id", "s.tenant_id"));

    private static final String LOCK_POSITION = """
            SELECT next_offset FROM log_positions WHERE log_partition = (
                SELECT log_partition FROM episodes WHERE subject_id = :subject AND tenant_id = :tenant
                ORDER BY log_offset DESC LIMIT 1)
            FOR UPDATE""";

    // Read by the trigger that counts: the subject stays in the lists, with no episodes.
    private static final String KEEP_SUBJECT = "SELECT set_config('statewave.keeps_subject', 'on', true)";

    private static final String DELETE = """
            WITH due AS MATERIALIZED (
                SELECT e.id FROM episodes e WHERE %s ORDER BY e.log_offset LIMIT :batch),
            gone AS (DELETE FROM episodes WHERE id IN (SELECT id FROM due) RETURNING id),
            passages AS (
                DELETE FROM memories
                WHERE subject_id = :subject AND tenant_id = :tenant AND kind = 'passage'
                    AND source_episode_ids[1] IN (SELECT id FROM due)
                RETURNING id, passage_of),
            vectors AS (
                DELETE FROM large_memories
                WHERE subject_id = :subject AND tenant_id = :tenant AND memory_id IN (SELECT id FROM passages)),
            words AS (
                DELETE FROM large_words
                WHERE subject_id = :subject AND tenant_id = :tenant AND memory_id IN (SELECT id FROM passages)),
            -- Those that a rebuild took out have the text too.
            history AS (
                DELETE FROM memory_history
                WHERE subject_id = :subject AND tenant_id = :tenant AND (memory_id IN (SELECT id FROM passages)
                    OR removed AND before ->> 'kind' = 'passage'
                        AND (before -> 'source_episode_ids' ->> 0)::uuid IN (SELECT id FROM due))),
            -- What they stood for stands for itself, and needs a vector for that.
            alone AS (
                UPDATE memories SET passages = 0 WHERE id IN (SELECT passage_of FROM passages) RETURNING id),
            waits AS (
                UPDATE subject_compiles SET unembedded_since = coalesce(unembedded_since, now())
                WHERE subject_id = :subject AND tenant_id = :tenant AND EXISTS (SELECT FROM alone))
            SELECT count(*) FROM gone""".formatted(DUE.formatted(":subject", ":tenant"));

    private static final String NOTE_FIRST = """
            UPDATE subject_activity SET first_episode_at = coalesce((
                SELECT min(created_at) FROM episodes WHERE subject_id = :subject AND tenant_id = :tenant),
                last_episode_at)
            WHERE subject_id = :subject AND tenant_id = :tenant""";

    private final JdbcClient database;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;

    EpisodeRetentionRepository(JdbcClient database, ScopedTransactions transactions, SubjectLock lock) {
        this.database = database;
        this.transactions = transactions;
        this.lock = lock;
    }

    private record Candidate(SubjectKey key, boolean due) {}

    /**
     * Goes on until some episodes were deleted, or all subjects are done.
     *
     * @param after the last subject that is done
     * @return how many episodes; 0 at the end
     */
    int deletePage(AtomicReference<SubjectKey> after) {
        int deleted = 0;
        while (deleted == 0) {
            SubjectKey from = Objects.requireNonNull(after.get());
            List<Candidate> page = transactions.in(TenantScope.ALL, () -> database.sql(SUBJECTS)
                    .param("subject", from.subject())
                    .param("tenant", from.tenant())
                    .param("page", PAGE)
                    .query((row, i) -> new Candidate(
                            new SubjectKey(row.getString("tenant_id"), row.getString("subject_id")),
                            row.getBoolean("due")))
                    .list());
            if (page.isEmpty()) {
                return 0;
            }
            deleted = page.stream()
                    .filter(Candidate::due)
                    .mapToInt(candidate -> delete(candidate.key()))
                    .sum();
            after.set(page.getLast().key());
        }
        return deleted;
    }

    private int delete(SubjectKey key) {
        int all = 0;
        int some;
        do {
            some = transactions.in(TenantScope.of(key.tenant()), () -> deleteBatch(key));
            all += some;
        } while (some == BATCH);
        return all;
    }

    private int deleteBatch(SubjectKey key) {
        // The writer changes the counts of the subject before it takes its lock, so it must not be in the middle of it.
        statement(key, LOCK_POSITION).query(Long.class).optional();
        lock.take(key);
        database.sql(KEEP_SUBJECT).query(String.class).single();
        int some = statement(key, DELETE)
                .param("batch", BATCH)
                .query(Integer.class)
                .single();
        if (some < BATCH) {
            statement(key, NOTE_FIRST).update();
        }
        return some;
    }

    private JdbcClient.StatementSpec statement(SubjectKey key, String sql) {
        return database.sql(sql).param("subject", key.subject()).param("tenant", key.tenant());
    }
}
