package dev.statewave.worker.writer;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.ErasureSettings;
import dev.statewave.worker.store.SubjectLock;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Removes everything that belongs to a subject, and notes the erasure that Kafka and the files have to follow. */
@Component
class SubjectEraser {

    /** What else hangs on a subject, behind the memories; vectors and the like go with what they belong to. */
    private static final List<String> TABLES = List.of(
            "resolutions",
            "subject_compiles",
            "compile_jobs",
            "webhook_deliveries",
            "subject_health",
            "staged_imports",
            "subject_imports",
            "rebuild_subjects",
            "snapshots",
            "retention_rules",
            "large_subjects",
            "large_memories",
            "large_words",
            "subject_versions",
            "uncompiled_subjects",
            "held_records",
            "memory_history",
            "resolution_history",
            "compile_history");

    /** One statement, and so one round trip: what hangs on memories and episodes goes with them, by foreign keys. */
    private static final String ERASE = """
            WITH %s,
            memories_of_it AS (
                DELETE FROM memories WHERE subject_id = :subject AND tenant_id = :tenant RETURNING kind),
            episodes_of_it AS (
                DELETE FROM episodes WHERE subject_id = :subject AND tenant_id = :tenant RETURNING id),
            -- Its episodes may have been deleted for their age before, so that no trigger takes it out.
            emptied AS (
                DELETE FROM subject_activity WHERE subject_id = :subject AND tenant_id = :tenant AND episodes = 0
                RETURNING subject_id),
            its_sessions AS (
                DELETE FROM subject_sessions
                WHERE subject_id = :subject AND tenant_id = :tenant AND EXISTS (SELECT FROM emptied)),
            uncounted AS (
                INSERT INTO count_changes (tenant_id, day, counted, status, amount)
                SELECT :tenant, date 'epoch', 'subjects', '', -1 FROM emptied WHERE NOT is_internal(subject_id)),
            -- The chain of the tenant goes on behind them, and who asks for one is told that it is gone.
            receipts_of_it AS (
                DELETE FROM receipts WHERE subject_id = :subject AND tenant_id = :tenant
                RETURNING receipt_id, tenant_id, position, prev_hash, hash),
            receipts_gone AS (
                INSERT INTO erased_receipts (receipt_id, tenant_id, position, prev_hash, hash, erased_at)
                SELECT receipt_id, tenant_id, position, prev_hash, hash, clock_timestamp() FROM receipts_of_it
                WHERE position IS NOT NULL),
            -- A receipt that is still on its way is not stored any more.
            receipts_on_their_way AS (
                INSERT INTO receipt_erasures (fingerprint, tenant_id, erased_at)
                VALUES (sha256(convert_to(:key, 'UTF8')), :tenant, clock_timestamp())
                ON CONFLICT (fingerprint) DO UPDATE SET erased_at = excluded.erased_at),
            -- A repeat of the log finds the erasure under way or done.
            erasure AS (
                INSERT INTO erasures (erasure_id, tenant_id, fingerprint, erased_subject, log_partition, log_offset,
                    requested_at, settle_at, trim_at, complete_by, deleted_rows, kept_snapshots)
                SELECT :erasure, :tenant, sha256(convert_to(:key, 'UTF8')), :subject, :partition, :offset, :at,
                    clock_timestamp() + :settle * interval '1 second', clock_timestamp() + :trim * interval '1 second',
                    clock_timestamp() + :complete * interval '1 second',
                    jsonb_build_object('episodes', (SELECT count(*) FROM episodes_of_it),
                        'memories', (SELECT count(*) FROM memories_of_it),
                        'receipts', (SELECT count(*) FROM receipts_of_it), %s),
                    coalesce((SELECT jsonb_agg(name || '/v' || version ORDER BY name, version) FROM snapshots
                        WHERE source_subject_id = :subject AND tenant_id = :tenant), '[]')
                ON CONFLICT (erasure_id) DO NOTHING)
            INSERT INTO subject_deletions (
                log_partition, log_offset, episodes_deleted, memories_deleted, deleted_at)
            SELECT :partition, :offset, (SELECT count(*) FROM episodes_of_it),
                -- Passages are parts of memories, which nobody counts.
                (SELECT count(*) FROM memories_of_it WHERE kind <> 'passage'), :at
            ON CONFLICT (log_partition, log_offset) DO UPDATE SET deleted_at = excluded.deleted_at
            RETURNING episodes_deleted, memories_deleted""".formatted(
                    TABLES.stream()
                            .map(table ->
                                    "%1$s_of_it AS (DELETE FROM %1$s WHERE subject_id = :subject AND tenant_id = :tenant RETURNING 1)"
                                            .formatted(table))
                            .collect(Collectors.joining(",\n")),
                    TABLES.stream()
                            .map(table -> "'%1$s', (SELECT count(*) FROM %1$s_of_it)".formatted(table))
                            .collect(Collectors.joining(", ")));

    private final JdbcClient database;
    private final SubjectLock lock;
    private final ErasureSettings settings;

    SubjectEraser(JdbcClient database, SubjectLock lock, ErasureSettings settings) {
        this.database = database;
        this.lock = lock;
        this.settings = settings;
    }

    record Erased(int episodes, int memories) {}

    Erased erase(LogEntry entry, Instant deletedAt) {
        SubjectKey key = entry.key();
        lock.take(key);
        return database.sql(ERASE)
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .param("key", key.encoded())
                .param("partition", entry.position().partition())
                .param("offset", entry.position().offset())
                .param("at", Timestamp.from(deletedAt))
                .param("erasure", entry.position().erasureId(deletedAt))
                .param("settle", settings.erasureSettle().toSeconds())
                .param("trim", settings.erasureDelay().toSeconds())
                .param("complete", settings.announced().toSeconds())
                .query((row, i) -> new Erased(row.getInt("episodes_deleted"), row.getInt("memories_deleted")))
                .single();
    }
}
