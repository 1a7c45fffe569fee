package dev.statewave.worker.words;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.models.language.WordAnalyzer;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.store.SubjectLock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Memories whose words were analyzed by older rules. */
@Component
class WordRepository {

    private static final int BATCH = 500;
    // The number stands in the text of a statement, as the index is of it.
    private static final String IS_OLD = "words_version < " + WordAnalyzer.VERSION;

    private final JdbcClient database;
    private final JdbcTemplate batches;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;

    WordRepository(JdbcClient database, DataSource dataSource, ScopedTransactions transactions, SubjectLock lock) {
        this.database = database;
        this.transactions = transactions;
        this.lock = lock;
        this.batches = new JdbcTemplate(dataSource);
    }

    record Old(UUID id, String content) {}

    record Analyzed(UUID id, Set<String> words) {}

    /** @param after the subject before it; both parts empty for the first one */
    Optional<SubjectKey> next(SubjectKey after) {
        String sql = "SELECT tenant_id, subject_id FROM memories WHERE " + IS_OLD
                + " AND (subject_id, tenant_id) > (?, ?) ORDER BY subject_id, tenant_id LIMIT 1";
        return transactions.in(TenantScope.ALL, () -> database.sql(sql)
                .param(after.subject())
                .param(after.tenant())
                .query((row, i) -> new SubjectKey(row.getString("tenant_id"), row.getString("subject_id")))
                .optional());
    }

    /** At most 500 of a subject. */
    List<Old> old(SubjectKey key) {
        String sql = "SELECT id, content FROM memories WHERE subject_id = ? AND tenant_id = ? AND " + IS_OLD + " LIMIT "
                + BATCH;
        return transactions.in(TenantScope.of(key.tenant()), () -> database.sql(sql)
                .param(key.subject())
                .param(key.tenant())
                .query((row, i) -> new Old(row.getObject("id", UUID.class), row.getString("content")))
                .list());
    }

    /** Of a large subject, the words stand in an index of their own as well. */
    void store(SubjectKey key, List<Analyzed> analyzed) {
        UUID[] ids = analyzed.stream().map(Analyzed::id).toArray(UUID[]::new);
        transactions.run(TenantScope.of(key.tenant()), () -> {
            lock.take(key);
            update("""
                    DELETE FROM large_words l
                    USING (
                        SELECT subject_id, tenant_id, id, unnest(tsvector_to_array(words)) AS word
                        FROM memories WHERE id = ANY (?)) o
                    WHERE l.subject_id = o.subject_id AND l.tenant_id = o.tenant_id AND l.word = o.word
                      AND l.memory_id = o.id""", ids);
            batches.batchUpdate(
                    "UPDATE memories SET words = array_to_tsvector(?), words_version = ? WHERE id = ?",
                    analyzed,
                    BATCH,
                    (statement, memory) -> {
                        statement.setArray(
                                1,
                                statement
                                        .getConnection()
                                        .createArrayOf("text", memory.words().toArray()));
                        statement.setInt(2, WordAnalyzer.VERSION);
                        statement.setObject(3, memory.id());
                    });
            update("""
                    WITH copied AS (
                        UPDATE large_memories l SET words = m.words FROM memories m
                        WHERE m.id = ANY (?) AND l.subject_id = m.subject_id AND l.memory_id = m.id
                        RETURNING l.subject_id, l.tenant_id, l.memory_id, l.words)
                    INSERT INTO large_words (subject_id, tenant_id, word, memory_id)
                    SELECT subject_id, tenant_id, word, memory_id FROM copied, unnest(tsvector_to_array(words)) AS word
                    ON CONFLICT DO NOTHING""", ids);
        });
    }

    private void update(String sql, UUID[] ids) {
        database.sql(sql).param(ids).update();
    }
}
