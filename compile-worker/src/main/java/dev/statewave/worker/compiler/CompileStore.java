package dev.statewave.worker.compiler;

import dev.statewave.schemas.db.ScopedTransactions;
import dev.statewave.schemas.db.TenantScope;
import dev.statewave.schemas.events.EventTypes;
import dev.statewave.schemas.events.StatewaveEvent;
import dev.statewave.schemas.json.Json;
import dev.statewave.schemas.json.WireTime;
import dev.statewave.schemas.log.LogPosition;
import dev.statewave.schemas.log.SubjectKey;
import dev.statewave.worker.events.EventEmitter;
import dev.statewave.worker.store.SubjectLock;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a compile reads and stores. Each public method is a transaction of its own and none spans the work of a compiler. */
@Component
class CompileStore {

    /** Episodes that are compiled together. */
    static final int BATCH = 500;
    /** Active memories that new ones are compared with: the newest so many. */
    private static final int CONFLICT_WINDOW = 500;

    private final JdbcClient database;
    private final JdbcTemplate batches;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;
    private final EventEmitter events;
    private final Clock clock;

    CompileStore(JdbcClient database, DataSource dataSource, ScopedTransactions transactions, SubjectLock lock, EventEmitter events,
            Clock clock) {
        this.database = database;
        this.batches = new JdbcTemplate(dataSource);
        this.transactions = transactions;
        this.lock = lock;
        this.events = events;
        this.clock = clock;
    }

    /** Whether the writer has committed the log up to and with this place. */
    boolean committed(LogPosition position) {
        return database.sql("SELECT next_offset FROM log_positions WHERE log_partition = ?").param(position.partition()).query(Long.class).optional()
                .orElse(0L) > position.offset();
    }

    /** The offset up to which the subject is compiled; -1 where it never was. */
    long compiledThrough(SubjectKey key) {
        return inScope(key, () -> database.sql("SELECT compiled_through FROM subject_compiles WHERE subject_id = ? AND tenant_id = ?")
                .param(key.subject()).param(key.tenant()).query(Long.class).optional().orElse(-1L));
    }

    /** The oldest {@link #BATCH} episodes after one offset, up to and with another. */
    List<PendingEpisode> pending(SubjectKey key, long after, long through) {
        return inScope(key, () -> database.sql("""
                        SELECT id, payload, occurred_at, created_at, log_offset FROM episodes
                        WHERE subject_id = ? AND tenant_id = ? AND log_offset > ? AND log_offset <= ? ORDER BY log_offset LIMIT ?""")
                .param(key.subject()).param(key.tenant()).param(after).param(through).param(BATCH)
                .query((row, i) -> new PendingEpisode(row.getObject("id", UUID.class), Json.tree(row.getString("payload")),
                        row.getTimestamp("occurred_at").toInstant(), row.getTimestamp("created_at").toInstant(), row.getLong("log_offset")))
                .list());
    }

    int countPending(SubjectKey key, long through) {
        return inScope(key, () -> database.sql("SELECT count(*) FROM episodes WHERE subject_id = ? AND tenant_id = ? AND log_offset > ? AND log_offset <= ?")
                .param(key.subject()).param(key.tenant()).param(compiledThrough(key)).param(through).query(Integer.class).single());
    }

    /**
     * Stores what was made of some episodes, marks these compiled, and retires what the new memories contradict.
     *
     * @param after where the subject was compiled to when the episodes were read
     * @param through where it is compiled to now
     * @return false where somebody else has compiled or erased the subject meanwhile, so that nothing was stored
     */
    boolean store(SubjectKey key, long after, long through, List<PendingEpisode> episodes, Compiled compiled, String requestId) {
        return inScope(key, () -> {
            lock.take(key);
            if (compiledThrough(key) != after || existing(episodes).size() != episodes.size()) {
                return false;
            }
            Instant now = WireTime.micros(clock.instant());
            insert(key, compiled.memories(), now);
            compiled.empty().forEach((episode, reason) -> database.sql("INSERT INTO episodes_without_memory (episode_id, reason) VALUES (?, ?)")
                    .param(episode).param(reason).update());
            retireContradicted(key, compiled.memories(), now);
            markCompiled(key, through, now);
            events.emit(List.of(new StatewaveEvent(UUID.randomUUID(), EventTypes.MEMORIES_COMPILED, key.tenantOrNull(), key.subject(), now,
                    Json.object().put("subject_id", key.subject()).put("memories_created", compiled.memories().size()), requestId)));
            return true;
        });
    }

    /** Hands all memories that no explicit compile has reported yet to this job; the same ones again for a repeat. */
    int report(SubjectKey key, String jobId) {
        return inScope(key, () -> {
            database.sql("UPDATE memories SET reported_by = ? WHERE subject_id = ? AND tenant_id = ? AND reported_by IS NULL")
                    .param(jobId).param(key.subject()).param(key.tenant()).update();
            return database.sql("SELECT count(*) FROM memories WHERE reported_by = ? AND tenant_id = ?").param(jobId).param(key.tenant())
                    .query(Integer.class).single();
        });
    }

    private <T> T inScope(SubjectKey key, Supplier<T> work) {
        return transactions.in(TenantScope.of(key.tenant()), work);
    }

    private Set<UUID> existing(List<PendingEpisode> episodes) {
        return new HashSet<>(database.sql("SELECT id FROM episodes WHERE id = ANY (?)")
                .param(episodes.stream().map(PendingEpisode::id).toArray(UUID[]::new)).query(UUID.class).list());
    }

    private void insert(SubjectKey key, List<MemoryDraft> memories, Instant now) {
        batches.batchUpdate("""
                INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from, valid_to, status,
                                      source_episode_ids, metadata, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'active', ?, ?::jsonb, ?, ?)""", memories, BATCH, (statement, memory) -> {
            statement.setObject(1, memory.id());
            statement.setString(2, key.tenant());
            statement.setString(3, key.subject());
            statement.setString(4, memory.kind());
            statement.setString(5, memory.content());
            statement.setString(6, memory.summary());
            statement.setDouble(7, memory.confidence());
            statement.setTimestamp(8, Timestamp.from(memory.validFrom()));
            statement.setTimestamp(9, memory.validTo() == null ? null : Timestamp.from(memory.validTo()));
            statement.setArray(10, statement.getConnection().createArrayOf("uuid", memory.sources().toArray()));
            statement.setString(11, memory.metadata().toString());
            statement.setTimestamp(12, Timestamp.from(now));
            statement.setTimestamp(13, Timestamp.from(now));
        });
    }

    private void retireContradicted(SubjectKey key, List<MemoryDraft> fresh, Instant now) {
        var freshIds = new HashSet<UUID>();
        fresh.forEach(memory -> freshIds.add(memory.id()));
        var candidates = new ArrayList<>(database.sql("""
                        SELECT id, kind, content, valid_from FROM memories
                        WHERE subject_id = ? AND tenant_id = ? AND status = 'active' AND (valid_to IS NULL OR valid_to > now())
                        ORDER BY sequence DESC LIMIT ?""")
                .param(key.subject()).param(key.tenant()).param(Math.max(CONFLICT_WINDOW, fresh.size()))
                .query((row, i) -> {
                    UUID id = row.getObject("id", UUID.class);
                    return new ConflictRule.Candidate(id, row.getString("kind"), row.getString("content"),
                            row.getTimestamp("valid_from").toInstant(), freshIds.contains(id));
                }).list());
        Collections.reverse(candidates);
        batches.batchUpdate("""
                UPDATE memories SET status = 'superseded', superseded_by = ?, valid_to = ?, updated_at = ?, retired_at = ? WHERE id = ?""",
                ConflictRule.apply(candidates), BATCH, (statement, supersession) -> {
                    statement.setObject(1, supersession.by());
                    statement.setTimestamp(2, Timestamp.from(supersession.validTo()));
                    statement.setTimestamp(3, Timestamp.from(now));
                    statement.setTimestamp(4, Timestamp.from(now));
                    statement.setObject(5, supersession.retired());
                });
    }

    private void markCompiled(SubjectKey key, long through, Instant now) {
        database.sql("""
                        INSERT INTO subject_compiles (tenant_id, subject_id, compiled_through, compiled_at) VALUES (?, ?, ?, ?)
                        ON CONFLICT (subject_id, tenant_id) DO UPDATE SET compiled_through = excluded.compiled_through,
                            compiled_at = excluded.compiled_at""")
                .param(key.tenant()).param(key.subject()).param(through).param(Timestamp.from(now)).update();
    }
}
