package dev.statewave.worker.embedder;

import com.pgvector.PGhalfvec;
import dev.statewave.schemas.db.ScopedTransactions;
import dev.statewave.schemas.db.TenantScope;
import dev.statewave.schemas.log.SubjectKey;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The vectors of memories, under the name of the model that made them. */
@Component
public class VectorTable {

    private static final int BATCH = 64;

    private final JdbcClient database;
    private final JdbcTemplate batches;
    private final ScopedTransactions transactions;

    VectorTable(JdbcClient database, DataSource dataSource, ScopedTransactions transactions) {
        this.database = database;
        this.transactions = transactions;
        this.batches = new JdbcTemplate(dataSource);
    }

    record Unembedded(UUID id, String content) {}

    record Embedded(UUID id, float[] vector) {}

    /** Some active memories without a vector of this model, newest first, since these are asked for first. */
    List<Unembedded> waiting(SubjectKey key, String model) {
        return transactions.in(TenantScope.of(key.tenant()), () -> database.sql("""
                        SELECT m.id, m.content FROM memories m
                        WHERE m.subject_id = ? AND m.tenant_id = ? AND m.status = 'active'
                          AND NOT EXISTS (SELECT FROM memory_embeddings e WHERE e.memory_id = m.id AND e.model = ?)
                        ORDER BY m.sequence DESC LIMIT ?""")
                .param(key.subject()).param(key.tenant()).param(model).param(BATCH)
                .query((row, i) -> new Unembedded(row.getObject("id", UUID.class), row.getString("content"))).list());
    }

    /** A memory that was erased meanwhile is passed over. */
    void store(SubjectKey key, String model, List<Embedded> embedded) {
        transactions.run(TenantScope.of(key.tenant()), () -> batches.batchUpdate("""
                INSERT INTO memory_embeddings (memory_id, model, tenant_id, subject_id, embedding)
                SELECT m.id, ?, m.tenant_id, m.subject_id, ? FROM memories m WHERE m.id = ? FOR KEY SHARE
                ON CONFLICT DO NOTHING""", embedded, BATCH, (statement, memory) -> {
            statement.setString(1, model);
            statement.setObject(2, new PGhalfvec(memory.vector()));
            statement.setObject(3, memory.id());
        }));
    }
}
