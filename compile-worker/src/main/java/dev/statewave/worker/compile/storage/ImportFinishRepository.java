package dev.statewave.worker.compile.storage;

import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.compile.Compiled;
import dev.statewave.worker.compile.Passage;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.compile.passages.EpisodePassages;
import dev.statewave.worker.store.SubjectLock;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** What is still to be derived of imports. Each method is a transaction of its own. */
@Component
public class ImportFinishRepository {

    private final JdbcClient database;
    private final MemoryRows rows;
    private final MemoryRepository memories;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;
    private final Clock clock;

    ImportFinishRepository(
            JdbcClient database,
            MemoryRows rows,
            MemoryRepository memories,
            ScopedTransactions transactions,
            SubjectLock lock,
            Clock clock) {
        this.database = database;
        this.rows = rows;
        this.memories = memories;
        this.transactions = transactions;
        this.lock = lock;
        this.clock = clock;
    }

    /** An import, with the offsets between which its episodes stand. */
    public record Unfinished(UUID importId, long firstOffset, long lastOffset) {}

    /** @param active whether it counts; passages would bring back what a retired one says */
    public record Summary(EpisodePassages.Summary text, boolean active) {}

    public List<Unfinished> unfinished(SubjectKey key) {
        String sql = """
                SELECT import_id, first_offset, last_offset FROM subject_imports
                WHERE subject_id = :subject AND tenant_id = :tenant AND finished_at IS NULL AND refused IS NULL
                ORDER BY last_offset""";
        return inScope(key, () -> statement(key, sql)
                .query((row, i) -> new Unfinished(row.getObject(1, UUID.class), row.getLong(2), row.getLong(3)))
                .list());
    }

    /** Those whose memories came with them, after one offset and up to another; a bearable number. */
    public List<PendingEpisode> episodes(SubjectKey key, long after, long through) {
        String sql = """
                SELECT id, source, payload, occurred_at, created_at, log_offset FROM episodes
                WHERE subject_id = :subject AND tenant_id = :tenant AND log_offset > :after AND log_offset <= :through
                  AND already_compiled
                ORDER BY log_offset LIMIT :batch""";
        return inScope(key, () -> statement(key, sql)
                .param("after", after)
                .param("through", through)
                .param("batch", CompileRepository.BATCH)
                .withFetchSize(PendingEpisodeRows.FETCHED)
                .query(PendingEpisodeRows::read));
    }

    /** What sums each of some episodes up; an active memory before a retired one. */
    public Map<UUID, Summary> summaries(SubjectKey key, List<PendingEpisode> episodes) {
        String sql = """
                SELECT id, content, valid_to, status = 'active' AS active, source_episode_ids[1] AS episode
                FROM memories
                WHERE subject_id = :subject AND tenant_id = :tenant AND kind = 'episode_summary'
                  AND source_episode_ids && :episodes
                ORDER BY status = 'active' DESC, sequence""";
        return inScope(key, () -> {
            var found = new HashMap<UUID, Summary>();
            statement(key, sql).param("episodes", ids(episodes)).query(row -> {
                Timestamp end = row.getTimestamp("valid_to");
                found.putIfAbsent(
                        row.getObject("episode", UUID.class),
                        new Summary(
                                new EpisodePassages.Summary(
                                        row.getObject("id", UUID.class),
                                        row.getString("content"),
                                        end == null ? null : end.toInstant()),
                                row.getBoolean("active")));
            });
            return found;
        });
    }

    /**
     * Adds passages to imported episodes that have none and are still there. A passage is held as long as its episode,
     * and has the labels of the memory that it stands for.
     */
    public void store(SubjectKey key, List<PendingEpisode> episodes, List<Passage> passages) {
        List<MemoryRows.Row> made = rows.of(new Compiled(List.of(), passages, Map.of(), Map.of()));
        if (made.isEmpty()) {
            return;
        }
        Map<UUID, Instant> times =
                episodes.stream().collect(Collectors.toMap(PendingEpisode::id, PendingEpisode::createdAt));
        inScope(key, () -> {
            lock.take(key);
            Set<UUID> split = memories.withPassages(key, times.keySet());
            Set<UUID> there = Set.copyOf(statement(
                            key,
                            "SELECT id FROM episodes WHERE id = ANY (:episodes) AND subject_id = :subject "
                                    + "AND tenant_id = :tenant")
                    .param("episodes", ids(episodes))
                    .query(UUID.class)
                    .list());
            List<MemoryRows.Row> wanted = made.stream()
                    .filter(row -> there.containsAll(row.sources()) && !split.containsAll(row.sources()))
                    .toList();
            memories.insert(key, wanted, times::get, WireTime.micros(clock.instant()));
            describe(key, wanted);
            return true;
        });
    }

    private void describe(SubjectKey key, List<MemoryRows.Row> wanted) {
        UUID[] passages = wanted.stream()
                .filter(row -> row.passageOf() != null)
                .map(MemoryRows.Row::id)
                .toArray(UUID[]::new);
        String labels = """
                UPDATE memories p
                SET sensitivity_labels = m.sensitivity_labels, suggested_labels = m.suggested_labels
                FROM memories m WHERE m.id = p.passage_of AND p.id = ANY (:passages)
                  AND p.subject_id = :subject AND p.tenant_id = :tenant""";
        String counts = """
                UPDATE memories m SET passages = p.count
                FROM (SELECT passage_of, count(*) AS count FROM memories
                      WHERE id = ANY (:passages) GROUP BY passage_of) p
                WHERE m.id = p.passage_of AND m.subject_id = :subject AND m.tenant_id = :tenant""";
        statement(key, labels).param("passages", passages).update();
        statement(key, counts).param("passages", passages).update();
    }

    public void finish(SubjectKey key, Unfinished imported) {
        inScope(key, () -> database.sql("UPDATE subject_imports SET finished_at = now() WHERE import_id = ?")
                .param(imported.importId())
                .update());
    }

    private static UUID[] ids(List<PendingEpisode> episodes) {
        return episodes.stream().map(PendingEpisode::id).toArray(UUID[]::new);
    }

    private StatementSpec statement(SubjectKey key, String sql) {
        return database.sql(sql).param("subject", key.subject()).param("tenant", key.tenant());
    }

    private <T> T inScope(SubjectKey key, Supplier<T> work) {
        return transactions.in(TenantScope.of(key.tenant()), work);
    }
}
