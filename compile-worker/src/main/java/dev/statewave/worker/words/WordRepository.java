package dev.statewave.worker.words;

import dev.statewave.models.language.WordAnalyzer;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Memories whose words were analyzed by older rules. */
@Component
class WordRepository {

    private static final int BATCH = 200;

    private final JdbcClient database;
    private final JdbcTemplate batches;
    private final ScopedTransactions transactions;

    WordRepository(JdbcClient database, DataSource dataSource, ScopedTransactions transactions) {
        this.database = database;
        this.transactions = transactions;
        this.batches = new JdbcTemplate(dataSource);
    }

    private record Old(UUID id, String content) {}

    /** @return how many were found, at most 200; 0 where none is left that nobody else is at */
    int analyzeNext(WordAnalyzer words) {
        // The number stands in the text of the statement, as the index is of it.
        String old = """
                SELECT id, content FROM memories WHERE words_version < %d ORDER BY id LIMIT %d
                FOR NO KEY UPDATE SKIP LOCKED""".formatted(WordAnalyzer.VERSION, BATCH);
        return transactions.in(TenantScope.ALL, () -> {
            List<Old> found = database.sql(old)
                    .query((row, i) -> new Old(row.getObject("id", UUID.class), row.getString("content")))
                    .list();
            update(found, words);
            forgetCopies(found.stream().map(Old::id).toArray(UUID[]::new));
            return found.size();
        });
    }

    private void update(List<Old> found, WordAnalyzer words) {
        String sql = "UPDATE memories SET words = array_to_tsvector(?), words_version = ? WHERE id = ?";
        batches.batchUpdate(sql, found, BATCH, (statement, memory) -> {
            Connection connection = statement.getConnection();
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", words.terms(memory.content()).toArray()));
            statement.setInt(2, WordAnalyzer.VERSION);
            statement.setObject(3, memory.id());
        });
    }

    /** Of large subjects, whose words stand in an index of their own: an embedder copies them anew. */
    private void forgetCopies(UUID[] memories) {
        for (String table : List.of("large_words", "large_memories")) {
            database.sql("""
                            DELETE FROM %s l USING memories m
                            WHERE m.id = ANY (:memories) AND l.subject_id = m.subject_id
                              AND l.tenant_id = m.tenant_id AND l.memory_id = m.id""".formatted(table)).param("memories", memories).update();
        }
        database.sql("""
                        UPDATE large_subjects l SET ready_at = NULL FROM memories m
                        WHERE m.id = ANY (:memories) AND l.subject_id = m.subject_id AND l.tenant_id = m.tenant_id
                          AND l.ready_at IS NOT NULL""").param("memories", memories).update();
    }
}
