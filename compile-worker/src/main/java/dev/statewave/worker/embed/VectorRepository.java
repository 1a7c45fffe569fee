package dev.statewave.worker.embed;

import com.pgvector.PGhalfvec;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.store.SubjectLock;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The vectors of memories, under the name of the model that made them. */
@Component
class VectorRepository {

    private static final int BATCH = 64;

    private static final String NOTHING_WAITS = """
            NOT EXISTS (
                SELECT FROM memories m
                WHERE m.subject_id = :subject AND m.tenant_id = :tenant AND m.status = 'active' AND m.passages = 0
                  AND NOT EXISTS (
                      SELECT FROM memory_embeddings made WHERE made.memory_id = m.id AND made.model = :model))""";

    private final JdbcClient database;
    private final JdbcTemplate batches;
    private final ScopedTransactions transactions;
    private final LargeSubjectRepository large;
    private final SubjectLock lock;

    VectorRepository(
            JdbcClient database,
            DataSource dataSource,
            ScopedTransactions transactions,
            LargeSubjectRepository large,
            SubjectLock lock) {
        this.database = database;
        this.transactions = transactions;
        this.large = large;
        this.lock = lock;
        this.batches = new JdbcTemplate(dataSource);
    }

    record Unembedded(UUID id, String content) {}

    record Embedded(UUID id, float[] vector) {}

    /**
     * @param wanting whether it has active memories without a vector of the model, vectors of another one, or many that
     *     are under no index
     */
    record Looked(SubjectKey key, boolean wanting) {}

    /**
     * The next subjects with memories, in the order of the index by subject.
     *
     * @param after the subject before them; both parts empty for the first ones
     * @param large from how many vectors on a subject belongs under an index
     */
    List<Looked> next(SubjectKey after, String model, int limit, int large) {
        // From subject to subject by the index, so a page costs what its subjects cost, however many memories there are
        // in all.
        String sql = """
                WITH RECURSIVE page AS (
                    (SELECT subject_id, tenant_id, 1 AS n FROM memories
                     WHERE (subject_id, tenant_id) > (:subject, :tenant) ORDER BY subject_id, tenant_id LIMIT 1)
                    UNION ALL
                    SELECT next.subject_id, next.tenant_id, page.n + 1 FROM page CROSS JOIN LATERAL (
                        SELECT m.subject_id, m.tenant_id FROM memories m
                        WHERE (m.subject_id, m.tenant_id) > (page.subject_id, page.tenant_id)
                        ORDER BY m.subject_id, m.tenant_id LIMIT 1) next
                    WHERE page.n < :limit)
                SELECT subject_id, tenant_id,
                    EXISTS (
                        SELECT FROM memory_embeddings e
                        WHERE e.model IN (SELECT model FROM embedding_models WHERE model <> :model)
                          AND e.subject_id = page.subject_id AND e.tenant_id = page.tenant_id)
                    OR EXISTS (
                        SELECT FROM memories m
                        WHERE m.subject_id = page.subject_id AND m.tenant_id = page.tenant_id
                          AND m.status = 'active' AND m.passages = 0
                          AND NOT EXISTS (
                              SELECT FROM memory_embeddings e WHERE e.memory_id = m.id AND e.model = :model))
                    OR EXISTS (
                        SELECT FROM memory_embeddings e
                        WHERE e.subject_id = page.subject_id AND e.tenant_id = page.tenant_id AND e.model = :model
                        OFFSET :offset)
                    AND NOT EXISTS (
                        SELECT FROM large_subjects l
                        WHERE l.subject_id = page.subject_id AND l.tenant_id = page.tenant_id AND l.model = :model
                          AND l.ready_at IS NOT NULL) AS wanting
                FROM page ORDER BY n""";
        return transactions.in(TenantScope.ALL, () -> database.sql(sql)
                .param("subject", after.subject())
                .param("tenant", after.tenant())
                .param("limit", limit)
                .param("model", model)
                .param("offset", large - 1)
                .query((row, i) -> new Looked(
                        new SubjectKey(row.getString("tenant_id"), row.getString("subject_id")),
                        row.getBoolean("wanting")))
                .list());
    }

    /** Some active memories without a vector of this model, newest first, since these are asked for first. */
    List<Unembedded> waiting(SubjectKey key, String model) {
        String sql = """
                SELECT m.id, m.content FROM memories m
                WHERE m.subject_id = :subject AND m.tenant_id = :tenant AND m.status = 'active' AND m.passages = 0
                  AND NOT EXISTS (SELECT FROM memory_embeddings e WHERE e.memory_id = m.id AND e.model = :model)
                ORDER BY m.sequence DESC LIMIT :batch""";
        return transactions.in(TenantScope.of(key.tenant()), () -> database.sql(sql)
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .param("model", model)
                .param("batch", BATCH)
                .query((row, i) -> new Unembedded(row.getObject("id", UUID.class), row.getString("content")))
                .list());
    }

    /** A memory that was erased meanwhile is passed over. */
    void store(SubjectKey key, String model, List<Embedded> embedded) {
        String sql = """
                INSERT INTO memory_embeddings (memory_id, model, tenant_id, subject_id, embedding)
                SELECT m.id, ?, m.tenant_id, m.subject_id, ? FROM memories m WHERE m.id = ? FOR KEY SHARE
                ON CONFLICT DO NOTHING""";
        transactions.run(TenantScope.of(key.tenant()), () -> {
            // Before any row: who erases or rebuilds the subject holds this and wants the memories.
            lock.take(key);
            // A worker that is late with its settings may write vectors of a model that was struck off.
            database.sql("""
                            INSERT INTO embedding_models (model, announced_at) VALUES (:model, '-infinity')
                            ON CONFLICT DO NOTHING""").param("model", model).update();
            batches.batchUpdate(sql, embedded, BATCH, (statement, memory) -> {
                statement.setString(1, model);
                statement.setObject(2, new PGhalfvec(memory.vector()));
                statement.setObject(3, memory.id());
            });
            large.copyStored(key, model, embedded.stream().map(Embedded::id).toList());
        });
    }

    /**
     * Notes that nothing of a subject waits for its vectors any more, where that is so, and deletes its vectors of
     * other models, once all its active memories have one of this model; from then on this one serves the subject.
     * Until every reader knows of the model, and where it is not the newest, nothing is deleted.
     */
    void deleteFormer(SubjectKey key, String model) {
        String former = """
                DELETE FROM memory_embeddings e
                WHERE e.subject_id = :subject AND e.tenant_id = :tenant
                  AND e.model IN (SELECT model FROM embedding_models WHERE model <> :model)
                  AND EXISTS (
                      SELECT FROM embedding_models
                      WHERE model = :model AND announced_at < now() - :grace * interval '1 second'
                        AND announced_at = (SELECT max(announced_at) FROM embedding_models))
                  AND\s""" + NOTHING_WAITS;
        String embedded = """
                UPDATE subject_compiles SET unembedded_since = NULL
                WHERE subject_id = :subject AND tenant_id = :tenant AND unembedded_since IS NOT NULL
                  AND\s""" + NOTHING_WAITS;
        transactions.run(TenantScope.of(key.tenant()), () -> {
            lock.take(key);
            database.sql(embedded)
                    .param("subject", key.subject())
                    .param("tenant", key.tenant())
                    .param("model", model)
                    .update();
            int deleted = database.sql(former)
                    .param("subject", key.subject())
                    .param("tenant", key.tenant())
                    .param("model", model)
                    .param("grace", EmbeddingModelRepository.GRACE.toSeconds())
                    .update();
            if (deleted > 0) {
                large.dropFormer(key, model);
            }
        });
    }
}
