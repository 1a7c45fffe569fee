package dev.statewave.worker.embed;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.WorkerSettings;
import dev.statewave.worker.store.SubjectLock;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * Puts the vectors and words of large subjects under an index. A subject becomes large by its number of vectors. It is
 * copied in batches, and searched by a scan until the copy is complete. From then on each new vector is copied in the
 * transaction that stores it.
 */
@Component
class LargeSubjectRepository {

    private static final Logger log = LoggerFactory.getLogger(LargeSubjectRepository.class);
    /** Each takes a millisecond or more to be put into the index. */
    private static final int BATCH = 500;
    /** Bytes of a word that is found by the index: with the subject it has to fit into a row of an index. */
    private static final int LONGEST_WORD = 1_000;
    /** With a condition on {@code e} in between. The words of a memory are the same for every model. */
    private static final String COPY = """
            WITH copied AS (
                INSERT INTO large_memories (memory_id, model, tenant_id, subject_id, kind, sequence, embedding, words)
                SELECT e.memory_id, e.model, e.tenant_id, e.subject_id, m.kind, m.sequence, e.embedding, m.words
                FROM memory_embeddings e JOIN memories m ON m.id = e.memory_id
                WHERE %s
                ON CONFLICT DO NOTHING RETURNING subject_id, tenant_id, memory_id, words),
            worded AS (
                INSERT INTO large_words (subject_id, tenant_id, word, memory_id)
                SELECT subject_id, tenant_id, word, memory_id FROM copied, unnest(tsvector_to_array(words)) AS word
                WHERE octet_length(word) <= %d ON CONFLICT DO NOTHING)
            SELECT count(*) FROM copied""".formatted("%s", LONGEST_WORD);
    /** A vector {@code e} of the subject and the model that is not copied. */
    private static final String NOT_COPIED = """
            e.subject_id = :subject AND e.tenant_id = :tenant AND e.model = :model AND NOT EXISTS (
                SELECT FROM large_memories l
                WHERE l.subject_id = e.subject_id AND l.memory_id = e.memory_id AND l.model = e.model)""";

    private final JdbcClient database;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;
    private final int threshold;

    LargeSubjectRepository(
            JdbcClient database, ScopedTransactions transactions, SubjectLock lock, WorkerSettings settings) {
        this.database = database;
        this.transactions = transactions;
        this.lock = lock;
        this.threshold = settings.largeSubjectMemories();
    }

    /**
     * Copies vectors of a large subject; part of the transaction that stored them and that holds the subject's lock,
     * which keeps out who marks the subject as complete meanwhile.
     */
    void copyStored(SubjectKey key, String model, Collection<UUID> memories) {
        if (isLarge(key, model)) {
            int copied = database.sql(COPY.formatted("e.memory_id = ANY (:memories) AND e.model = :model"))
                    .param("memories", memories.toArray(UUID[]::new))
                    .param("model", model)
                    .query(Integer.class)
                    .single();
            addToCount(key, model, copied);
        }
    }

    /** Not while its index is repaired: an index that is corrupt can refuse vectors, and these are to be stored. */
    private boolean isLarge(SubjectKey key, String model) {
        String sql = """
                SELECT EXISTS (
                    SELECT FROM large_subjects
                    WHERE subject_id = :subject AND tenant_id = :tenant AND model = :model
                      AND (repair IS NULL OR repair = 'copied'))""";
        return statement(key, model, sql).query(Boolean.class).single();
    }

    private void addToCount(SubjectKey key, String model, int copied) {
        String sql = """
                UPDATE large_subjects SET memories = memories + :copied
                WHERE subject_id = :subject AND tenant_id = :tenant AND model = :model""";
        statement(key, model, sql).param("copied", copied).update();
    }

    /**
     * Copies the next batch of a subject that is large and not copied whole.
     *
     * @return whether there is more to do
     */
    boolean copyBatch(SubjectKey key, String model) {
        return transactions.in(TenantScope.of(key.tenant()), () -> {
            if (!isDue(key, model)) {
                return false;
            }
            // Nobody stores vectors of it or erases it meanwhile.
            lock.take(key);
            begin(key, model);
            int copied = statement(key, model, COPY.formatted(NOT_COPIED + " LIMIT :batch"))
                    .param("batch", BATCH)
                    .query(Integer.class)
                    .single();
            addToCount(key, model, copied);
            return copied > 0 || !complete(key, model);
        });
    }

    /** Whether the subject is being copied, or has become large. */
    private boolean isDue(SubjectKey key, String model) {
        String ready = """
                SELECT ready_at IS NOT NULL FROM large_subjects
                WHERE subject_id = :subject AND tenant_id = :tenant AND model = :model""";
        String count = """
                SELECT count(*) FROM (
                    SELECT FROM memory_embeddings
                    WHERE subject_id = :subject AND tenant_id = :tenant AND model = :model
                    LIMIT :threshold) enough""";
        return statement(key, model, ready)
                .query(Boolean.class)
                .optional()
                .map(isReady -> !isReady)
                .orElseGet(() -> statement(key, model, count)
                                .param("threshold", threshold)
                                .query(Integer.class)
                                .single()
                        >= threshold);
    }

    private void begin(SubjectKey key, String model) {
        String sql = """
                INSERT INTO large_subjects (subject_id, tenant_id, model) VALUES (:subject, :tenant, :model)
                ON CONFLICT DO NOTHING""";
        if (statement(key, model, sql).update() > 0) {
            log.info("Subject {} has {} vectors and more: putting them under an index", key.encoded(), threshold);
        }
    }

    /** Readers use the index from now on, unless it was repaired: then it has to be probed before. */
    private boolean complete(SubjectKey key, String model) {
        String sql = """
                UPDATE large_subjects
                SET ready_at = CASE WHEN repair IS NULL THEN now() END,
                    repair = CASE WHEN repair = 'copying' THEN 'copied' ELSE repair END
                WHERE subject_id = :subject AND tenant_id = :tenant AND model = :model
                  AND NOT EXISTS (SELECT FROM memory_embeddings e WHERE %s)""".formatted(NOT_COPIED);
        return statement(key, model, sql).update() > 0;
    }

    /** Deletes the copies of other models that have no vectors left; part of the transaction that deletes vectors. */
    void dropFormer(SubjectKey key, String model) {
        for (String table : List.of("large_subjects", "large_memories")) {
            statement(key, model, """
                            DELETE FROM %s l
                            WHERE l.subject_id = :subject AND l.tenant_id = :tenant AND l.model <> :model
                              AND NOT EXISTS (
                                SELECT FROM memory_embeddings e
                                WHERE e.subject_id = l.subject_id AND e.tenant_id = l.tenant_id
                                  AND e.model = l.model)""".formatted(table)).update();
        }
    }

    private StatementSpec statement(SubjectKey key, String model, String sql) {
        return database.sql(sql)
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .param("model", model);
    }
}
