package dev.statewave.worker.embed;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.store.SubjectLock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** Which large subjects have to be probed or repaired, how much their index finds, and what was made of that. */
@Component
class IndexProbeRepository {

    /** How many of the nearest vectors the index has to find, and how thoroughly it is searched: as retrieval does. */
    private static final int NEAREST = 100;

    private static final int CANDIDATES = 400;

    /** Vectors of the subject that are looked for in one probe. */
    private static final int SAMPLES = 5;

    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(10);

    /** Probes of one subject lie at least this far apart, however often its partition is vacuumed. */
    private static final Duration BETWEEN_PROBES = Duration.ofMinutes(10);

    private static final Duration LONGEST_BETWEEN_PROBES = Duration.ofDays(1);
    private static final Duration LONGEST_PROBE = Duration.ofMinutes(2);
    private static final Duration LONGEST_REPAIR = Duration.ofHours(1);
    /** Longer than readers take to notice that the subject is not to be found by its index. */
    private static final Duration GRACE = Duration.ofSeconds(10);
    /** After a repair that did not help. */
    private static final Duration BETWEEN_REPAIRS = Duration.ofDays(1);

    private static final int DELETED_AT_ONCE = 5_000;

    private static final String OF_SUBJECT = "subject_id = :subject AND tenant_id = :tenant AND model = :model";

    private static final String CLAIM = """
            WITH vacuumed AS MATERIALIZED (
                SELECT relid, greatest(last_vacuum, last_autovacuum) AS at FROM pg_stat_user_tables
                WHERE relid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = 'large_memories'::regclass))
            UPDATE large_subjects SET claimed_until = now() + interval '1 second'
                * CASE WHEN repair = 'due' THEN :longest_repair ELSE :longest_probe END
            WHERE (subject_id, tenant_id, model) = (
                SELECT l.subject_id, l.tenant_id, l.model FROM large_subjects l
                WHERE l.claimed_until < now() AND (
                    l.repair = 'copied'
                    OR l.repair = 'due' AND l.repair_at < now()
                    OR l.ready_at IS NOT NULL AND (
                        l.probed_at IS NULL
                        OR l.probed_at < now() - interval '1 second' * :longest_between
                        OR l.probed_at < now() - interval '1 second' * :between AND EXISTS (
                            SELECT FROM vacuumed WHERE at > l.probed_at AND relid = (
                                SELECT m.tableoid FROM large_memories m WHERE m.subject_id = l.subject_id LIMIT 1))))
                ORDER BY l.repair IS NULL, l.probed_at NULLS FIRST LIMIT 1
                FOR UPDATE SKIP LOCKED)
            RETURNING subject_id, tenant_id, model, repair = 'due' AS repair_due""";

    private static final String SAMPLE = """
            SELECT embedding::text FROM memory_embeddings WHERE %s
            ORDER BY md5(memory_id::text || now()::text) LIMIT :samples""".formatted(OF_SUBJECT);

    // One statement, so that both see the same state. Compared by distance, for of vectors that are alike either finds
    // some. The second one is the statement of retrieval.
    private static final String RECALL = """
            WITH exact AS MATERIALIZED (
                SELECT embedding <=> (SELECT :vector::halfvec) AS distance
                FROM memory_embeddings WHERE %1$s ORDER BY distance LIMIT :nearest),
            found AS MATERIALIZED (
                SELECT embedding <=> (SELECT :vector::halfvec) AS distance
                FROM large_memories WHERE %1$s AND vector_dims(embedding) = %2$d
                ORDER BY embedding::halfvec(%2$d) <=> (SELECT :vector::halfvec(%2$d)) LIMIT :nearest)
            SELECT count(*) FILTER (WHERE distance <= (SELECT max(distance) FROM exact))
                / greatest((SELECT count(*) FROM exact), 1)::float8 FROM found""";

    private final JdbcClient database;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;

    IndexProbeRepository(JdbcClient database, ScopedTransactions transactions, SubjectLock lock) {
        this.database = database;
        this.transactions = transactions;
        this.lock = lock;
    }

    /**
     * A large subject whose turn it is.
     *
     * @param repair whether it is to be repaired, and not to be probed
     */
    record Due(SubjectKey key, String model, boolean repair) {}

    /** The next one, for this caller alone; what is not ended comes up again after a while. */
    Optional<Due> claim() {
        return transactions.in(TenantScope.ALL, () -> database.sql(CLAIM)
                .param("longest_repair", LONGEST_REPAIR.toSeconds())
                .param("longest_probe", LONGEST_PROBE.toSeconds())
                .param("longest_between", LONGEST_BETWEEN_PROBES.toSeconds())
                .param("between", BETWEEN_PROBES.toSeconds())
                .query((row, i) -> new Due(
                        new SubjectKey(row.getString("tenant_id"), row.getString("subject_id")),
                        row.getString("model"),
                        row.getBoolean("repair_due")))
                .optional());
    }

    /** The share of the exact nearest that the index finds, 0 to 1, over some vectors of the subject. */
    double recall(Due subject) {
        return transactions.in(TenantScope.of(subject.key().tenant()), () -> {
            database.sql("""
                            SELECT set_config('statement_timeout', :limit, true),
                                set_config('hnsw.iterative_scan', 'strict_order', true),
                                set_config('hnsw.ef_search', :candidates, true)""")
                    .param("limit", String.valueOf(STATEMENT_LIMIT.toMillis()))
                    .param("candidates", String.valueOf(CANDIDATES))
                    .query((row, i) -> true)
                    .single();
            List<String> sample = statement(subject, SAMPLE)
                    .param("samples", SAMPLES)
                    .query(String.class)
                    .list();
            return sample.stream()
                    .mapToDouble(vector -> recall(subject, vector))
                    .average()
                    .orElse(1);
        });
    }

    private double recall(Due subject, String vector) {
        long dimensions = vector.chars().filter(c -> c == ',').count() + 1;
        return statement(subject, RECALL.formatted(OF_SUBJECT, dimensions))
                .param("vector", vector)
                .param("nearest", NEAREST)
                .query(Double.class)
                .single();
    }

    /** The subject is found by its index, from now on where it was repaired. */
    void trust(Due subject, double recall) {
        update(subject, """
                UPDATE large_subjects
                SET probed_at = now(), recall = :recall, claimed_until = '-infinity', repair = NULL, repair_at = NULL,
                    ready_at = CASE WHEN repair = 'copied' THEN now() ELSE ready_at END
                WHERE %s""", recall);
    }

    /** The subject is scanned from now on, and repaired when every reader knows. */
    void distrust(Due subject, double recall) {
        update(subject, """
                UPDATE large_subjects
                SET probed_at = now(), recall = :recall, claimed_until = '-infinity', ready_at = NULL, repair = 'due',
                    repair_at = now() + interval '1 second'
                        * CASE WHEN repair = 'copied' THEN %d ELSE %d END
                WHERE %%s""".formatted(BETWEEN_REPAIRS.toSeconds(), GRACE.toSeconds()), recall);
    }

    private void update(Due subject, String sql, double recall) {
        locked(subject, () -> statement(subject, sql.formatted(OF_SUBJECT))
                .param("recall", recall)
                .update());
    }

    /** Deletes the copies of the subject, so that they are put into the index again. */
    void deleteCopies(Due subject) {
        String sql = """
                DELETE FROM large_memories WHERE %1$s AND memory_id IN (
                    SELECT memory_id FROM large_memories WHERE %1$s LIMIT :batch)""".formatted(OF_SUBJECT);
        int deleted = DELETED_AT_ONCE;
        while (deleted == DELETED_AT_ONCE) {
            deleted = locked(subject, () -> statement(subject, sql)
                    .param("batch", DELETED_AT_ONCE)
                    .update());
        }
    }

    /** From now on the embedder copies what is missing. */
    void copyAgain(Due subject) {
        String sql = """
                UPDATE large_subjects
                SET repair = 'copying', claimed_until = '-infinity', memories = (
                    SELECT count(*) FROM large_memories WHERE %1$s)
                WHERE %1$s AND repair = 'due'""".formatted(OF_SUBJECT);
        locked(subject, () -> statement(subject, sql).update());
    }

    /** In a transaction in which nobody else stores, copies or erases vectors of the subject. */
    private int locked(Due subject, IntSupplier work) {
        return transactions.in(TenantScope.of(subject.key().tenant()), () -> {
            lock.take(subject.key());
            return work.getAsInt();
        });
    }

    private StatementSpec statement(Due subject, String sql) {
        return database.sql(sql)
                .param("subject", subject.key().subject())
                .param("tenant", subject.key().tenant())
                .param("model", subject.model());
    }
}
