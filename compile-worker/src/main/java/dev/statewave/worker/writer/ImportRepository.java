package dev.statewave.worker.writer;

import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedResolution;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.Snapshot;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Imports: their parts while they wait, the episodes and resolutions that they bring, and how they ended. */
@Component
class ImportRepository {

    private static final int BATCH = 500;
    /** Parts that the driver holds at once: an episode may have megabytes. */
    private static final int FETCHED = 16;

    private final JdbcClient database;
    private final JdbcTemplate batches;

    ImportRepository(JdbcClient database, DataSource dataSource) {
        this.database = database;
        this.batches = new JdbcTemplate(dataSource);
    }

    /** A part with its place on the log. */
    record Staged(LogPosition position, byte[] part) {}

    /** How many parts there are of an import, and the place of the first one. */
    record StagedParts(int count, long firstOffset) {}

    void stage(UUID importId, LogEntry entry) {
        database.sql("""
                        INSERT INTO staged_imports (import_id, log_partition, log_offset, tenant_id, subject_id, part)
                        VALUES (?, ?, ?, ?, ?, ?)""")
                .param(importId)
                .param(entry.position().partition())
                .param(entry.position().offset())
                .param(entry.key().tenant())
                .param(entry.key().subject())
                .param(entry.record().bytes())
                .update();
    }

    StagedParts staged(UUID importId, SubjectKey key) {
        return database.sql("""
                        SELECT count(*), coalesce(min(log_offset), 0) FROM staged_imports
                        WHERE import_id = ? AND subject_id = ? AND tenant_id = ?""")
                .param(importId)
                .param(key.subject())
                .param(key.tenant())
                .query((row, i) -> new StagedParts(row.getInt(1), row.getLong(2)))
                .single();
    }

    /** All parts in the order of the log. */
    void read(UUID importId, Consumer<Staged> part) {
        database.sql("SELECT log_partition, log_offset, part FROM staged_imports WHERE import_id = ?"
                        + " ORDER BY log_offset")
                .param(importId)
                .withFetchSize(FETCHED)
                .query(row -> {
                    part.accept(new Staged(new LogPosition(row.getInt(1), row.getLong(2)), row.getBytes(3)));
                });
    }

    void forget(UUID importId) {
        database.sql("DELETE FROM staged_imports WHERE import_id = ?")
                .param(importId)
                .update();
    }

    boolean hasRows(SubjectKey key) {
        return database.sql("""
                        SELECT EXISTS (SELECT FROM episodes WHERE subject_id = :subject AND tenant_id = :tenant)
                            OR EXISTS (SELECT FROM memories WHERE subject_id = :subject AND tenant_id = :tenant)""")
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .query(Boolean.class)
                .single();
    }

    /** An episode with its place on the log. */
    record Placed(LogPosition position, ImportedEpisode episode) {}

    /**
     * One statement for all of them.
     *
     * @return how many came in; an episode whose id or idempotency key is there already does not
     */
    int insertEpisodes(SubjectKey key, List<Placed> episodes) {
        return database.sql("""
                        INSERT INTO episodes (id, tenant_id, subject_id, source, type, session_id, payload, metadata,
                                              provenance, idempotency_key, occurred_at, created_at, log_partition,
                                              log_offset, occurred_offset, already_compiled, recorded_at)
                        SELECT i.id, :tenant, :subject, i.source, i.type, i.session_id, i.payload::json,
                            i.metadata::json, i.provenance::json, i.idempotency_key, i.occurred_at, i.created_at,
                            i.log_partition, i.log_offset, i.occurred_offset, i.already_compiled, recorded_now()
                        FROM unnest(:ids::uuid[], :sources::text[], :types::text[], :sessions::text[],
                                :payloads::text[], :metadata::text[], :provenance::text[], :keys::text[],
                                :occurred::timestamptz[], :created::timestamptz[], :partitions::integer[],
                                :offsets::bigint[], :hours::smallint[], :compiled::boolean[])
                            AS i (id, source, type, session_id, payload, metadata, provenance, idempotency_key,
                                occurred_at, created_at, log_partition, log_offset, occurred_offset,
                                already_compiled)
                        ORDER BY i.log_offset
                        ON CONFLICT DO NOTHING""")
                .param("tenant", key.tenant())
                .param("subject", key.subject())
                .param("ids", column(episodes, placed -> placed.episode().id()))
                .param("sources", column(episodes, placed -> placed.episode().source()))
                .param("types", column(episodes, placed -> placed.episode().type()))
                .param("sessions", column(episodes, placed -> placed.episode().sessionId()))
                .param("payloads", column(episodes, placed -> placed.episode().payload()))
                .param("metadata", column(episodes, placed -> placed.episode().metadata()))
                .param("provenance", column(episodes, placed -> placed.episode().provenance()))
                .param("keys", column(episodes, placed -> placed.episode().idempotencyKey()))
                .param("occurred", column(episodes, placed -> placed.episode().occurredAt()))
                .param("created", column(episodes, placed -> placed.episode().createdAt()))
                .param("partitions", column(episodes, placed -> placed.position()
                        .partition()))
                .param("offsets", column(episodes, placed -> placed.position().offset()))
                .param("hours", column(episodes, placed -> placed.episode().occurredOffset()))
                .param("compiled", column(episodes, placed -> placed.episode().compiledAt() == null ? null : true))
                .update();
    }

    /** As texts, which PostgreSQL converts to the type of the column. */
    private static @Nullable String[] column(List<Placed> episodes, Function<Placed, @Nullable Object> value) {
        return episodes.stream()
                .map(value)
                .map(one -> one == null ? null : one.toString())
                .toArray(String[]::new);
    }

    /** A session whose state is known here keeps it. */
    void insertResolutions(SubjectKey key, List<ImportedResolution> resolutions) {
        String sql = """
                INSERT INTO resolutions (id, tenant_id, subject_id, session_id, status, resolution_summary,
                                         metadata, resolved_at, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?) ON CONFLICT DO NOTHING""";
        batches.batchUpdate(sql, resolutions, BATCH, (statement, resolution) -> {
            statement.setObject(1, resolution.id());
            statement.setString(2, key.tenant());
            statement.setString(3, key.subject());
            statement.setString(4, resolution.sessionId());
            statement.setString(5, resolution.status());
            statement.setString(6, resolution.resolutionSummary());
            statement.setString(7, resolution.metadata().toString());
            time(statement, 8, resolution.resolvedAt());
            time(statement, 9, resolution.createdAt());
            time(statement, 10, resolution.updatedAt());
        });
    }

    /**
     * Sets the progress of a subject back before the episodes of an import, where it has passed them. What had been
     * compiled since is marked, so that it is not compiled again.
     *
     * @param first the offset of the first part of the import
     */
    void reopen(SubjectKey key, UUID importId, long first) {
        database.sql("""
                        WITH passed AS (
                            UPDATE subject_compiles SET compiled_through = :before
                            WHERE subject_id = :subject AND tenant_id = :tenant AND compiled_through > :before
                            RETURNING (SELECT o.compiled_through FROM subject_compiles o
                                WHERE o.subject_id = :subject AND o.tenant_id = :tenant) AS through)
                        UPDATE episodes e SET already_compiled = true FROM passed p
                        WHERE e.subject_id = :subject AND e.tenant_id = :tenant
                          AND e.log_offset > :before AND e.log_offset <= p.through
                          AND NOT EXISTS (
                              SELECT FROM staged_imports s
                              WHERE s.import_id = :import AND s.log_offset = e.log_offset)""")
                .param("import", importId)
                .param("before", first - 1)
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .update();
    }

    /** How an import ended. */
    record Outcome(
            UUID importId,
            long firstOffset,
            long lastOffset,
            int episodes,
            int memories,
            @Nullable String refused) {}

    void note(SubjectKey key, Outcome outcome, Instant at) {
        database.sql("""
                        INSERT INTO subject_imports (import_id, tenant_id, subject_id, first_offset, last_offset,
                                                     episodes, memories, refused, applied_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")
                .param(outcome.importId())
                .param(key.tenant())
                .param(key.subject())
                .param(outcome.firstOffset())
                .param(outcome.lastOffset())
                .param(outcome.episodes())
                .param(outcome.memories())
                .param(outcome.refused())
                .param(at.atOffset(ZoneOffset.UTC))
                .update();
    }

    void keep(SubjectKey key, Snapshot snapshot, int episodes, int memories, Instant at) {
        database.sql("""
                        INSERT INTO snapshots (id, tenant_id, subject_id, name, version, source_subject_id,
                                               episode_count, memory_count, metadata, created_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?) ON CONFLICT DO NOTHING""")
                .param(snapshot.id())
                .param(key.tenant())
                .param(key.subject())
                .param(snapshot.name())
                .param(snapshot.version())
                .param(snapshot.sourceSubjectId())
                .param(episodes)
                .param(memories)
                .param(snapshot.metadata().toString())
                .param(at.atOffset(ZoneOffset.UTC))
                .update();
    }

    /**
     * Erases the episodes of a starter pack, with passages that stand for them alone. PostgreSQL takes no text with an
     * escaped NUL apart; a pack has none.
     */
    void deletePack(SubjectKey key, String pack) {
        database.sql("""
                        WITH gone AS (
                            DELETE FROM episodes WHERE subject_id = :subject AND tenant_id = :tenant
                            AND CASE WHEN strpos(metadata::text, '\\u0000') > 0 THEN false
                                ELSE metadata ->> 'starter_pack_id' = :pack OR metadata ->> 'pack' = :subject END
                            RETURNING id)
                        DELETE FROM memories WHERE subject_id = :subject AND tenant_id = :tenant
                          AND kind = 'passage' AND source_episode_ids[1] IN (SELECT id FROM gone)""")
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .param("pack", pack)
                .update();
    }

    void savepoint() {
        batches.execute("SAVEPOINT import");
    }

    void rollBack() {
        batches.execute("ROLLBACK TO SAVEPOINT import");
    }

    private static void time(PreparedStatement statement, int index, @Nullable Instant time) throws SQLException {
        statement.setObject(index, time == null ? null : time.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }
}
