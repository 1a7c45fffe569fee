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
 * Gives memories the end of validity that the rules of their tenant or subject say, a day before it comes at the
 * latest, so that readers, who look at it themselves, never see one that has expired. It never moves an end back. What
 * a sliding rule is about has no end before it is due, because every use would move it.
 */
@Component
class RetentionRuleRepository {

    /** Before every subject. */
    static final SubjectKey START = new SubjectKey("", "");

    private static final int PAGE = 1_000;
    private static final int BATCH = 1_000;

    private static final String DUE = """
            m.subject_id = %1$s AND m.tenant_id = %2$s AND m.status = 'active' AND m.kind <> 'passage'
            AND m.expires_at IS NULL
            AND retention_end(m.tenant_id, m.subject_id, m.kind, m.valid_from, m.used_at)
                < least(m.valid_to, now() + interval '1 day')""";

    private static final String SUBJECTS = """
            SELECT s.tenant_id, s.subject_id, EXISTS (SELECT FROM memories m WHERE %s) AS due
            FROM subject_memories s
            WHERE (s.subject_id, s.tenant_id) > (:subject, :tenant)
                AND s.tenant_id IN (SELECT tenant_id FROM retention_rules)
            ORDER BY s.subject_id, s.tenant_id LIMIT :page""".formatted(DUE.formatted("s.subject_id", "s.tenant_id"));

    private static final String STAMP = """
            WITH ended AS (
                UPDATE memories m SET updated_at = now(),
                    valid_to = retention_end(tenant_id, subject_id, kind, valid_from, used_at)
                WHERE id = ANY (ARRAY(SELECT m.id FROM memories m WHERE %s LIMIT :batch))
                RETURNING id, valid_to),
            passages AS (
                UPDATE memories p SET valid_to = e.valid_to FROM ended e WHERE p.passage_of = e.id)
            SELECT count(*) FROM ended""".formatted(DUE.formatted(":subject", ":tenant"));

    private final JdbcClient database;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;

    RetentionRuleRepository(JdbcClient database, ScopedTransactions transactions, SubjectLock lock) {
        this.database = database;
        this.transactions = transactions;
        this.lock = lock;
    }

    private record Candidate(SubjectKey key, boolean due) {}

    /**
     * Goes on until some memories were stamped, or all subjects are done.
     *
     * @param after the last subject that is done
     * @return how many memories; 0 at the end
     */
    int stampPage(AtomicReference<SubjectKey> after) {
        int stamped = 0;
        while (stamped == 0) {
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
            stamped = page.stream()
                    .filter(Candidate::due)
                    .mapToInt(candidate -> stamp(candidate.key()))
                    .sum();
            after.set(page.getLast().key());
        }
        return stamped;
    }

    private int stamp(SubjectKey key) {
        int all = 0;
        int some;
        do {
            some = transactions.in(TenantScope.of(key.tenant()), () -> {
                lock.take(key);
                return database.sql(STAMP)
                        .param("subject", key.subject())
                        .param("tenant", key.tenant())
                        .param("batch", BATCH)
                        .query(Integer.class)
                        .single();
            });
            all += some;
        } while (some == BATCH);
        return all;
    }
}
