package dev.statewave.worker.compile.storage;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.models.language.WordAnalyzer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The memories that a rebuild replaces, which it brings back one part after the other, as they came to be. Every method
 * is part of the transaction of the rebuild.
 */
@Component
class FormerMemoryRepository {

    private static final int BATCH = 500;

    /** What a rebuild may change of a row that it keeps, apart from its state. */
    private static final String DERIVED = """
            md5(concat_ws('|', m.summary, m.confidence, extract(epoch FROM m.valid_from), m.metadata, m.passages,
                m.passage_of))""";

    /**
     * What can be derived again. A memory of which an episode is gone, because it was deleted for its age, is left
     * alone.
     */
    private static final String DERIVABLE = """
            m.subject_id = :subject AND m.tenant_id = :tenant AND m.origin = 'compile' AND NOT EXISTS (
                SELECT FROM unnest(m.source_episode_ids) AS source (id)
                WHERE NOT EXISTS (SELECT FROM episodes e WHERE e.id = source.id))""";

    /** A memory of another time, which no compile is compared with. */
    private static final String HIDE = """
            UPDATE memories m SET status = 'tombstoned' WHERE %s""".formatted(DERIVABLE);

    private static final String SHOW = """
            UPDATE memories
            SET summary = ?, confidence = ?, valid_from = ?, valid_to = coalesce(expires_at, ?),
                valid_to_before = CASE WHEN expires_at IS NOT NULL THEN ?::timestamptz END, status = 'active',
                superseded_by = NULL, retired_at = NULL, metadata = ?::jsonb, passage_of = ?, passages = ?,
                words = array_to_tsvector(?), words_version = ?%s
            WHERE id = ?""";

    /**
     * What has not changed says so: it was retired when it was, and not now. What retention had retired for its age
     * stays retired, whether its end came with it or from a rule.
     */
    private static final String KEEP_TIMES = """
            UPDATE memories m
            SET status = CASE WHEN s.expired THEN 'tombstoned' ELSE m.status END,
                valid_to = CASE WHEN s.expired THEN s.valid_to ELSE m.valid_to END,
                retired_at = CASE WHEN s.expired OR s.same THEN s.retired_at ELSE m.retired_at END,
                updated_at = CASE WHEN (s.expired OR s.same) AND %s = s.derived THEN s.updated_at
                    ELSE :now::timestamptz END
            FROM (
                SELECT k.id, f.updated_at, f.retired_at, f.derived, f.valid_to,
                    k.status = 'active' AND f.status = 'tombstoned' AND (k.valid_to = f.valid_to
                        OR f.valid_to < coalesce(k.valid_to, 'infinity') AND k.expires_at IS NULL
                            AND retention_end(k.tenant_id, k.subject_id,
                                CASE WHEN k.passage_of IS NULL THEN k.kind ELSE 'episode_summary' END,
                                k.valid_from, k.used_at) <= now()) AS expired,
                    k.status = f.status AND k.superseded_by IS NOT DISTINCT FROM f.superseded_by
                        AND k.valid_to IS NOT DISTINCT FROM f.valid_to AS same
                FROM unnest(:ids::uuid[], :statuses::text[], :successors::uuid[], :ends::timestamptz[],
                        :updated::timestamptz[], :retired::timestamptz[], :derived::text[])
                    AS f (id, status, superseded_by, valid_to, updated_at, retired_at, derived)
                JOIN memories k ON k.id = f.id AND k.subject_id = :subject AND k.tenant_id = :tenant) s
            WHERE m.id = s.id""".formatted(DERIVED);

    /** For whoever asks what was known before: all of the row, and its vector of the newest model. */
    private static final String REMEMBER = """
            INSERT INTO memory_history (tenant_id, subject_id, memory_id, before, removed, model, embedding)
            SELECT m.tenant_id, m.subject_id, m.id, to_jsonb(m), true, e.model, e.embedding
            FROM memories m LEFT JOIN LATERAL (
                SELECT * FROM memory_embeddings v WHERE v.memory_id = m.id
                ORDER BY (SELECT announced_at FROM embedding_models k WHERE k.model = v.model) DESC NULLS LAST
                LIMIT 1) e ON true
            WHERE m.subject_id = :subject AND m.tenant_id = :tenant AND m.id = ANY (:gone)""";

    /** What stands there again as it was has no history. */
    private static final String FORGET_UNCHANGED = """
            DELETE FROM memory_history h USING memories m
            WHERE h.subject_id = :subject AND h.tenant_id = :tenant AND h.changed_at = recorded_now() AND NOT h.removed
              AND m.id = h.memory_id AND memory_state(m) - 'updated_at' = h.before - 'updated_at'""";

    private final JdbcClient database;
    private final JdbcTemplate batches;

    FormerMemoryRepository(JdbcClient database, DataSource dataSource) {
        this.database = database;
        this.batches = new JdbcTemplate(dataSource);
    }

    /** All that can be derived again, in its order. */
    List<FormerMemories.Former> all(SubjectKey key) {
        return statement(key, """
                        SELECT id, kind, encode(sha256(convert_to(content, 'UTF8')), 'hex') AS hash,
                               source_episode_ids, sequence, status, superseded_by::text, valid_to::text,
                               updated_at::text, retired_at::text, %s AS derived
                        FROM memories m WHERE %s
                        ORDER BY sequence""".formatted(DERIVED, DERIVABLE))
                .query((row, i) -> new FormerMemories.Former(
                        row.getObject("id", UUID.class),
                        new FormerMemories.Identity(row.getString("kind"), row.getString("hash"), List.of((UUID[])
                                row.getArray("source_episode_ids").getArray())),
                        row.getLong("sequence"),
                        new FormerMemories.State(
                                row.getString("status"),
                                row.getString("superseded_by"),
                                row.getString("valid_to"),
                                row.getString("updated_at"),
                                row.getString("retired_at"),
                                row.getString("derived"))))
                .list();
    }

    /** How many memories came from compiling and stay as they are. */
    int underivable(SubjectKey key) {
        return statement(key, """
                        SELECT count(*) FROM memories m
                        WHERE m.subject_id = :subject AND m.tenant_id = :tenant AND m.origin = 'compile'
                          AND m.kind <> 'passage' AND NOT (%s)""".formatted(DERIVABLE)).query(Integer.class).single();
    }

    static FormerMemories.Identity identity(MemoryRows.Row row) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(row.content().getBytes(StandardCharsets.UTF_8));
            return new FormerMemories.Identity(row.kind(), HexFormat.of().formatHex(hash), List.copyOf(row.sources()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Deletes what is gone and hides what is kept until its part comes. */
    void begin(SubjectKey key, FormerMemories.Matched matched) {
        statement(key, HIDE).update();
        if (matched.gone().isEmpty()) {
            return;
        }
        statement(key, REMEMBER)
                .param("gone", matched.gone().toArray(UUID[]::new))
                .update();
        database.sql("DELETE FROM memories WHERE id = ANY (:gone)")
                .param("gone", matched.gone().toArray(UUID[]::new))
                .update();
        for (String table : List.of("large_memories", "large_words")) {
            statement(key, """
                            DELETE FROM %s WHERE subject_id = :subject AND tenant_id = :tenant
                              AND memory_id = ANY (:gone)""".formatted(table))
                    .param("gone", matched.gone().toArray(UUID[]::new))
                    .update();
        }
    }

    /** @param keepsOrder false where each row gets a new place, behind those before it */
    void replace(List<MemoryRows.Row> rows, boolean keepsOrder) {
        String sql = SHOW.formatted(keepsOrder ? "" : ", sequence = DEFAULT");
        batches.batchUpdate(sql, rows, BATCH, (statement, row) -> {
            Connection connection = statement.getConnection();
            statement.setString(1, row.summary());
            statement.setDouble(2, row.confidence());
            statement.setTimestamp(3, Timestamp.from(row.validFrom()));
            Timestamp validTo = row.validTo() == null ? null : Timestamp.from(row.validTo());
            statement.setTimestamp(4, validTo);
            statement.setTimestamp(5, validTo);
            statement.setString(6, row.metadata().toString());
            statement.setObject(7, row.passageOf());
            statement.setInt(8, row.passages());
            statement.setArray(9, connection.createArrayOf("text", row.words().toArray()));
            statement.setInt(10, WordAnalyzer.VERSION);
            statement.setObject(11, row.id());
        });
    }

    /** Gives the rows that are kept their times back, where nothing has changed. */
    void end(SubjectKey key, FormerMemories.Matched matched, Instant now) {
        List<FormerMemories.Former> kept = matched.kept();
        if (kept.isEmpty()) {
            return;
        }
        statement(key, KEEP_TIMES)
                .param("now", Timestamp.from(now))
                .param("ids", kept.stream().map(FormerMemories.Former::id).toArray(UUID[]::new))
                .param("statuses", column(kept, FormerMemories.State::status))
                .param("successors", column(kept, FormerMemories.State::supersededBy))
                .param("ends", column(kept, FormerMemories.State::validTo))
                .param("updated", column(kept, FormerMemories.State::updatedAt))
                .param("retired", column(kept, FormerMemories.State::retiredAt))
                .param("derived", column(kept, FormerMemories.State::derived))
                .update();
        statement(key, FORGET_UNCHANGED).update();
    }

    /** As texts, which PostgreSQL converts to the type of the column. */
    private static @Nullable String[] column(
            List<FormerMemories.Former> kept, Function<FormerMemories.State, @Nullable String> value) {
        return kept.stream().map(FormerMemories.Former::state).map(value).toArray(String[]::new);
    }

    private JdbcClient.StatementSpec statement(SubjectKey key, String sql) {
        return database.sql(sql).param("subject", key.subject()).param("tenant", key.tenant());
    }
}
