package dev.statewave.worker.embed;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.WorkerSettings;
import dev.statewave.worker.store.SubjectLock;
import java.util.Collection;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Puts the vectors and words of large subjects under an index. A subject becomes large by its number of vectors; it is
 * copied in batches and found by a scan until it is there whole. From then on each new vector is put there in the
 * transaction that stores it.
 */
@Component
class LargeSubjectRepository {

    private static final Logger log = LoggerFactory.getLogger(LargeSubjectRepository.class);
    /** Each takes a millisecond or more to be put into the index. */
    private static final int BATCH = 500;
    /** With a condition in between. Another model's vectors have the same words. */
    private static final String COPY = """
            WITH copied AS (
                INSERT INTO large_memories (memory_id, model, tenant_id, subject_id, kind, sequence, embedding, words)
                SELECT e.memory_id, e.model, e.tenant_id, e.subject_id, m.kind, m.sequence, e.embedding, m.words
                FROM memory_embeddings e JOIN memories m ON m.id = e.memory_id WHERE
                %s ON CONFLICT DO NOTHING RETURNING subject_id, tenant_id, memory_id, words),
            worded AS (
                INSERT INTO large_words (subject_id, tenant_id, word, memory_id)
                SELECT subject_id, tenant_id, unnest(tsvector_to_array(words)), memory_id FROM copied ON CONFLICT DO NOTHING)
            SELECT count(*) FROM copied""";

    private final JdbcClient database;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;
    private final int from;

    LargeSubjectRepository(
            JdbcClient database, ScopedTransactions transactions, SubjectLock lock, WorkerSettings settings) {
        this.database = database;
        this.transactions = transactions;
        this.lock = lock;
        this.from = settings.largeSubjectMemories();
    }

    /**
     * Part of the transaction that stored these vectors. The lock keeps out who marks the subject as complete
     * meanwhile.
     */
    void follow(SubjectKey key, String model, Collection<UUID> memories) {
        lock.take(key);
        if (known(key, model)) {
            count(
                    key,
                    model,
                    database.sql(COPY.formatted("e.memory_id = ANY (?) AND e.model = ?"))
                            .param(memories.toArray(UUID[]::new))
                            .param(model)
                            .query(Integer.class)
                            .single());
        }
    }

    private void count(SubjectKey key, String model, int copied) {
        database.sql(
                        "UPDATE large_subjects SET memories = memories + ? WHERE subject_id = ? AND tenant_id = ? AND model = ?")
                .param(copied)
                .param(key.subject())
                .param(key.tenant())
                .param(model)
                .update();
    }

    /**
     * Goes on with a subject that is large and not copied whole.
     *
     * @return whether there is more to do
     */
    boolean copySome(SubjectKey key, String model) {
        return transactions.in(TenantScope.of(key.tenant()), () -> {
            if (!copying(key, model)) {
                return false;
            }
            // Nobody stores vectors of it or erases it meanwhile.
            lock.take(key);
            int copied = database.sql(COPY.formatted("""
                            e.subject_id = ? AND e.tenant_id = ? AND e.model = ? AND NOT EXISTS (
                                SELECT FROM large_memories l WHERE l.subject_id = e.subject_id AND l.memory_id = e.memory_id AND l.model = e.model)
                            LIMIT ?"""))
                    .param(key.subject())
                    .param(key.tenant())
                    .param(model)
                    .param(BATCH)
                    .query(Integer.class)
                    .single();
            count(key, model, copied);
            return copied > 0 || !completed(key, model);
        });
    }

    /** Whether the subject is being copied; one that has just become large is from now on. */
    private boolean copying(SubjectKey key, String model) {
        Boolean ready = database.sql(
                        "SELECT ready_at IS NOT NULL FROM large_subjects WHERE subject_id = ? AND tenant_id = ? AND model = ?")
                .param(key.subject())
                .param(key.tenant())
                .param(model)
                .query(Boolean.class)
                .optional()
                .orElse(null);
        if (ready != null) {
            return !ready;
        }
        int vectors = database.sql("""
                        SELECT count(*) FROM (SELECT FROM memory_embeddings WHERE subject_id = ? AND tenant_id = ? AND model = ? LIMIT ?) enough""")
                .param(key.subject())
                .param(key.tenant())
                .param(model)
                .param(from)
                .query(Integer.class)
                .single();
        if (vectors < from) {
            return false;
        }
        log.info("Subject {} has {} vectors and more: putting them under an index", key.encoded(), from);
        database.sql(
                        "INSERT INTO large_subjects (subject_id, tenant_id, model) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .param(key.subject())
                .param(key.tenant())
                .param(model)
                .update();
        return true;
    }

    private boolean completed(SubjectKey key, String model) {
        return database.sql("""
                        UPDATE large_subjects SET ready_at = now() WHERE subject_id = ? AND tenant_id = ? AND model = ? AND NOT EXISTS (
                            SELECT FROM memory_embeddings e WHERE e.subject_id = ? AND e.tenant_id = ? AND e.model = ? AND NOT EXISTS (
                                SELECT FROM large_memories l WHERE l.subject_id = e.subject_id AND l.memory_id = e.memory_id AND l.model = e.model))""")
                        .param(key.subject())
                        .param(key.tenant())
                        .param(model)
                        .param(key.subject())
                        .param(key.tenant())
                        .param(model)
                        .update()
                > 0;
    }

    private boolean known(SubjectKey key, String model) {
        return database.sql(
                        "SELECT EXISTS (SELECT FROM large_subjects WHERE subject_id = ? AND tenant_id = ? AND model = ?)")
                .param(key.subject())
                .param(key.tenant())
                .param(model)
                .query(Boolean.class)
                .single();
    }

    /** Part of the transaction that deletes vectors of other models. */
    void dropFormer(SubjectKey key, String model) {
        for (String table : new String[] {"large_subjects", "large_memories"}) {
            database.sql("DELETE FROM " + table + " l\n" + """
                            WHERE l.subject_id = ? AND l.tenant_id = ? AND l.model <> ? AND NOT EXISTS (
                                SELECT FROM memory_embeddings e WHERE e.subject_id = l.subject_id AND e.tenant_id = l.tenant_id AND e.model = l.model)""")
                    .param(key.subject())
                    .param(key.tenant())
                    .param(model)
                    .update();
        }
    }
}
