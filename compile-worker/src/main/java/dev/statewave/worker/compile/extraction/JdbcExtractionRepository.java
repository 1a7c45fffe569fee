package dev.statewave.worker.compile.extraction;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.store.SubjectLock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps them in PostgreSQL. */
@Component
class JdbcExtractionRepository implements ExtractionRepository {

    private static final int BATCH = 100;

    private final JdbcClient database;
    private final JdbcTemplate batches;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;

    JdbcExtractionRepository(
            JdbcClient database, DataSource dataSource, ScopedTransactions transactions, SubjectLock lock) {
        this.database = database;
        this.transactions = transactions;
        this.lock = lock;
        this.batches = new JdbcTemplate(dataSource);
    }

    @Override
    public Map<UUID, List<ExtractedMemory>> find(
            SubjectKey key, Collection<UUID> episodes, String model, String promptVersion) {
        var found = new HashMap<UUID, List<ExtractedMemory>>();
        transactions.run(TenantScope.of(key.tenant()), () -> database.sql("""
                        SELECT episode_id, output FROM model_extractions
                        WHERE episode_id = ANY (?) AND model = ? AND prompt_version = ?""")
                .param(episodes.toArray(UUID[]::new))
                .param(model)
                .param(promptVersion)
                .query(row -> {
                    found.put(
                            row.getObject("episode_id", UUID.class),
                            List.of(Json.MAPPER.readValue(row.getString("output"), ExtractedMemory[].class)));
                }));
        return found;
    }

    @Override
    public void store(SubjectKey key, String model, String promptVersion, Map<UUID, List<ExtractedMemory>> made) {
        String sql = """
                INSERT INTO model_extractions (episode_id, model, prompt_version, tenant_id, subject_id, output)
                SELECT id, ?, ?, ?, ?, ?::json FROM episodes WHERE id = ? FOR KEY SHARE
                ON CONFLICT DO NOTHING""";
        transactions.run(TenantScope.of(key.tenant()), () -> {
            lock.take(key);
            batches.batchUpdate(sql, made.entrySet(), BATCH, (statement, entry) -> {
                statement.setString(1, model);
                statement.setString(2, promptVersion);
                statement.setString(3, key.tenant());
                statement.setString(4, key.subject());
                statement.setString(5, Json.text(entry.getValue()));
                statement.setObject(6, entry.getKey());
            });
        });
    }
}
