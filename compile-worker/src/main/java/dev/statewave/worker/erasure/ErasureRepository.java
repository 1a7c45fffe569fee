package dev.statewave.worker.erasure;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.store.SubjectLock;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** The table of erasures. Each method is a transaction of its own. */
@Component
class ErasureRepository {

    /** Erasures of one sweep; the rest is left to the next one. */
    private static final int BATCH = 1_000;

    private static final long MIB = 1024L * 1024;

    private final JdbcClient database;
    private final ScopedTransactions transactions;
    private final SubjectLock lock;

    ErasureRepository(JdbcClient database, ScopedTransactions transactions, SubjectLock lock) {
        this.database = database;
        this.transactions = transactions;
        this.lock = lock;
    }

    /** Whether this process is the one that carries erasures on, for that long. */
    boolean lease(Duration time) {
        return transactions.in(TenantScope.ALL, () -> database.sql("""
                        UPDATE erasure_lease SET held_until = clock_timestamp() + :seconds * interval '1 second'
                        WHERE id = 1 AND held_until < clock_timestamp()""")
                        .param("seconds", time.toSeconds())
                        .update())
                == 1;
    }

    void release() {
        transactions.run(TenantScope.ALL, () -> database.sql("UPDATE erasure_lease SET held_until = '-infinity'")
                .update());
    }

    /** Those whose last traces have come to rest. */
    List<Erasure> settled() {
        return find("marks IS NULL AND settle_at <= clock_timestamp()");
    }

    /**
     * Those whose records are to be trimmed.
     *
     * @param together how long the first of them waits for others, since each trimming costs the same
     */
    List<Erasure> due(Duration together) {
        List<Erasure> due = find("marks IS NOT NULL AND trimmed_at IS NULL AND trim_at <= clock_timestamp()");
        boolean waited = transactions.in(TenantScope.ALL, () -> database.sql("""
                        SELECT EXISTS (SELECT FROM erasures WHERE completed_at IS NULL AND trimmed_at IS NULL
                            AND trim_at <= clock_timestamp() - :seconds * interval '1 second')""")
                .param("seconds", together.toSeconds())
                .query(Boolean.class)
                .single());
        return waited ? due : List.of();
    }

    /** Those whose records are trimmed, long enough ago for the broker to have deleted its files. */
    List<Erasure> trimmed(Duration ago) {
        return find("trimmed_at < clock_timestamp() - %d * interval '1 millisecond'".formatted(ago.toMillis()));
    }

    private List<Erasure> find(String condition) {
        return transactions.in(TenantScope.ALL, () -> database.sql("""
                                SELECT erasure_id, tenant_id, erased_subject, log_partition, log_offset, applied_at,
                                    marks
                                FROM erasures WHERE completed_at IS NULL AND %s
                                ORDER BY requested_at LIMIT :batch""".formatted(condition))
                .param("batch", BATCH)
                .query((row, i) -> read(row))
                .list());
    }

    private static Erasure read(ResultSet row) throws SQLException {
        return new Erasure(
                row.getObject("erasure_id", UUID.class),
                new SubjectKey(row.getString("tenant_id"), row.getString("erased_subject")),
                new LogPosition(row.getInt("log_partition"), row.getLong("log_offset")),
                row.getTimestamp("applied_at").toInstant(),
                marks(row.getString("marks")));
    }

    private static Map<TopicPartition, Long> marks(@Nullable String json) {
        var marks = new HashMap<TopicPartition, Long>();
        if (json != null) {
            Json.tree(json).properties().forEach(entry -> {
                int dash = entry.getKey().lastIndexOf('-');
                marks.put(
                        new TopicPartition(
                                entry.getKey().substring(0, dash),
                                Integer.parseInt(entry.getKey().substring(dash + 1))),
                        entry.getValue().asLong());
            });
        }
        return marks;
    }

    /** Deletes what was stored of the subject behind its deletion, and notes where its records end. */
    void settle(Erasure erasure, Map<TopicPartition, Long> marks) {
        ObjectNode json = Json.object();
        marks.forEach((partition, offset) -> json.put(partition.toString(), offset));
        transactions.run(TenantScope.ALL, () -> {
            lock.takeUnchanged(erasure.key());
            // The time of a delivery is that of its event. The event of the deletion itself names nothing but the id.
            database.sql("""
                            DELETE FROM webhook_deliveries
                            WHERE subject_id = :subject AND tenant_id = :tenant AND created_at < :applied""")
                    .param("subject", erasure.key().subject())
                    .param("tenant", erasure.key().tenant())
                    .param("applied", Timestamp.from(erasure.appliedAt()))
                    .update();
            // An event about several subjects belongs to none of them, and its body names all.
            database.sql("""
                            DELETE FROM webhook_deliveries
                            WHERE tenant_id = :tenant AND event = 'episodes.batch_created' AND body IS NOT NULL
                                AND created_at < :applied
                                AND jsonb_exists(body::jsonb -> 'data' -> 'subject_ids', :subject)""")
                    .param("subject", erasure.key().subject())
                    .param("tenant", erasure.key().tenant())
                    .param("applied", Timestamp.from(erasure.appliedAt()))
                    .update();
            // The same of deliveries that wait for the end of a pause of their tenant.
            database.sql("""
                            DELETE FROM held_records
                            WHERE tenant_id = :tenant AND role = 'deliveries' AND happened_at < :applied
                                AND (subject_id = :subject OR subject_id = '' AND slot LIKE 'episodes.batch_created %'
                                    AND jsonb_exists((convert_from(value, 'UTF8')::jsonb ->> 'body')::jsonb
                                        -> 'data' -> 'subject_ids', :subject))""")
                    .param("subject", erasure.key().subject())
                    .param("tenant", erasure.key().tenant())
                    .param("applied", Timestamp.from(erasure.appliedAt()))
                    .update();
            // A compile that was under way may have asked for vectors. Where the subject was recorded again since, that
            // may be meant, and a job has to end.
            database.sql("""
                            DELETE FROM held_records h
                            WHERE subject_id = :subject AND tenant_id = :tenant AND role <> 'deliveries'
                                AND slot NOT LIKE 'job %' AND NOT EXISTS (SELECT FROM episodes e
                                    WHERE e.subject_id = h.subject_id AND e.tenant_id = h.tenant_id)""")
                    .param("subject", erasure.key().subject())
                    .param("tenant", erasure.key().tenant())
                    .update();
            // A delete that takes snapshots along erases them on other partitions, maybe behind the subject.
            database.sql("""
                            UPDATE erasures SET marks = :marks::jsonb, waits_for = NULL,
                                kept_snapshots = coalesce((
                                    SELECT jsonb_agg(name || '/v' || version ORDER BY name, version)
                                    FROM snapshots WHERE source_subject_id = :subject AND tenant_id = :tenant
                                        AND created_at < :applied), '[]')
                            WHERE erasure_id = :id""")
                    .param("subject", erasure.key().subject())
                    .param("tenant", erasure.key().tenant())
                    .param("applied", Timestamp.from(erasure.appliedAt()))
                    .param("marks", json.toString())
                    .param("id", erasure.id())
                    .update();
        });
    }

    /**
     * Writes one table anew, for an erasure.
     *
     * @return {@code rewritten}; {@code larger} where it is larger than that; {@code held} where an older transaction
     *     may still read what was deleted
     * @throws org.springframework.dao.DataAccessException where somebody else holds the table for too long
     */
    String rewrite(String table, Erasure newest, int mostMib) {
        return transactions.in(TenantScope.ALL, () -> database.sql("""
                        SELECT rewrite_erased(:table::regclass, applied_in, :bytes)
                        FROM erasures WHERE erasure_id = :id""")
                .param("table", table)
                .param("bytes", mostMib * MIB)
                .param("id", newest.id())
                .query(String.class)
                .single());
    }

    /** Letters that are on no operator's list any more. */
    Set<HandledLetter> handledLetters() {
        return transactions.in(TenantScope.ALL, () -> database.sql("""
                        SELECT topic, log_partition, log_offset, written_ms FROM dead_letter_states
                        WHERE topic <> '' AND state IN ('redriven', 'dropped')""")
                .query((row, i) -> new HandledLetter(
                        row.getString("topic"),
                        row.getInt("log_partition"),
                        row.getLong("log_offset"),
                        row.getLong("written_ms")))
                .set());
    }

    /** @param removed how many dead letters, by topic; a repeat finds none, and changes nothing */
    void noteLetters(Erasure erasure, Map<String, Integer> removed) {
        transactions.run(TenantScope.ALL, () -> database.sql("""
                        UPDATE erasures SET letters = coalesce(letters, '{}') || :letters::jsonb
                        WHERE erasure_id = :id""")
                .param("letters", Json.text(removed))
                .param("id", erasure.id())
                .update());
    }

    /** @param rewritten what became of each table */
    void trim(Erasure erasure, Map<String, String> rewritten) {
        transactions.run(TenantScope.ALL, () -> database.sql("""
                        UPDATE erasures SET trimmed_at = clock_timestamp(), waits_for = NULL,
                            rewritten = :rewritten::jsonb
                        WHERE erasure_id = :id""")
                .param("rewritten", Json.text(rewritten))
                .param("id", erasure.id())
                .update());
    }

    void complete(Erasure erasure) {
        transactions.run(
                TenantScope.ALL,
                () -> database.sql("""
                        UPDATE erasures SET completed_at = clock_timestamp(), waits_for = NULL, erased_subject = NULL
                        WHERE erasure_id = :id""").param("id", erasure.id()).update());
    }

    /** @param reason for a person */
    void postpone(List<Erasure> erasures, String reason) {
        transactions.run(TenantScope.ALL, () -> database.sql(
                        "UPDATE erasures SET waits_for = :reason WHERE erasure_id = ANY (:ids)")
                .param("reason", reason)
                .param("ids", erasures.stream().map(Erasure::id).toArray(UUID[]::new))
                .update());
    }

    /** Of those that are not complete when they should be. */
    record Overdue(long erasures, @Nullable Instant since) {}

    Overdue overdue() {
        return transactions.in(TenantScope.ALL, () -> database.sql("""
                        SELECT count(*) AS erasures, min(complete_by) AS since FROM erasures
                        WHERE completed_at IS NULL AND complete_by < clock_timestamp()""")
                .query((row, i) -> {
                    Timestamp since = row.getTimestamp("since");
                    return new Overdue(row.getLong("erasures"), since == null ? null : since.toInstant());
                })
                .single());
    }
}
