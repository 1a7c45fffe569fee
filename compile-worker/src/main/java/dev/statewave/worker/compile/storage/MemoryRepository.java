package dev.statewave.worker.compile.storage;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.models.language.WordAnalyzer;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.MemoryKind;
import dev.statewave.worker.compile.MemoryStatus;
import dev.statewave.worker.compile.claims.Claim;
import dev.statewave.worker.compile.conflict.ConflictRule;
import dev.statewave.worker.compile.conflict.ConflictRule.Candidate;
import dev.statewave.worker.compile.conflict.ConflictRule.Supersession;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The memories as compiles change them. Every method is part of the transaction that is under way. */
@Component
class MemoryRepository {

    /** Active memories that new ones are compared with: the newest so many. */
    private static final int CONFLICT_WINDOW = 500;

    private static final int BATCH = 500;

    /** The candidates of a comparison; {@code %1$s} is the order. */
    private static final String CANDIDATES = """
            WITH active AS NOT MATERIALIZED (
                SELECT * FROM memories
                WHERE subject_id = :subject AND tenant_id = :tenant AND status = 'active' AND kind <> 'passage'
                  AND (valid_to IS NULL OR valid_to > :at))
            SELECT id, kind, content, valid_from, metadata -> 'claim' AS claim FROM active WHERE id IN (
                (SELECT id FROM active ORDER BY %1$s LIMIT :window)
                UNION
                (SELECT held.id FROM unnest(:keys::text[], :scopes::text[], :values::text[]) AS made (key, scope, value)
                 CROSS JOIN LATERAL (
                     (SELECT id FROM active
                      WHERE made.value IS NULL AND claim_key = made.key AND claim_scope = made.scope LIMIT :window)
                     UNION ALL
                     (SELECT id FROM active
                      WHERE claim_value = made.value AND claim_key = made.key AND claim_scope = made.scope
                      LIMIT :window)
                 ) held))
            ORDER BY %1$s""";

    private final JdbcClient database;
    private final JdbcTemplate batches;

    MemoryRepository(JdbcClient database, DataSource dataSource) {
        this.database = database;
        this.batches = new JdbcTemplate(dataSource);
    }

    /** Which of two memories without claims is the newer one. */
    enum Order {
        /** The one that was written later: for compiles that go forward. */
        WRITTEN("sequence DESC"),
        /**
         * The one that was held later, or says of itself that it is: for memories that are written behind their time.
         */
        HELD("created_at DESC, valid_from DESC, sequence DESC");

        private final String newestFirst;

        Order(String newestFirst) {
            this.newestFirst = newestFirst;
        }
    }

    /** @param createdAt since when what an episode led to is held */
    void insert(SubjectKey key, List<MemoryRows.Row> rows, Function<UUID, Instant> createdAt, Instant now) {
        String sql = """
                INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from,
                                      valid_to, status, source_episode_ids, metadata, passage_of, passages, words,
                                      words_version, created_at, updated_at, suggested_labels)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, array_to_tsvector(?), ?, ?, ?, ?)""";
        batches.batchUpdate(sql, rows, BATCH, (statement, row) -> {
            Connection connection = statement.getConnection();
            statement.setObject(1, row.id());
            statement.setString(2, key.tenant());
            statement.setString(3, key.subject());
            statement.setString(4, row.kind());
            statement.setString(5, row.content());
            statement.setString(6, row.summary());
            statement.setDouble(7, row.confidence());
            statement.setTimestamp(8, Timestamp.from(row.validFrom()));
            statement.setTimestamp(9, row.validTo() == null ? null : Timestamp.from(row.validTo()));
            statement.setString(10, MemoryStatus.ACTIVE.text());
            statement.setArray(
                    11, connection.createArrayOf("uuid", row.sources().toArray()));
            statement.setString(12, row.metadata().toString());
            statement.setObject(13, row.passageOf());
            statement.setInt(14, row.passages());
            statement.setArray(15, connection.createArrayOf("text", row.words().toArray()));
            statement.setInt(16, WordAnalyzer.VERSION);
            statement.setTimestamp(
                    17, Timestamp.from(createdAt.apply(row.sources().getFirst())));
            statement.setTimestamp(18, Timestamp.from(now));
            statement.setArray(
                    19, connection.createArrayOf("text", row.suggestedLabels().toArray()));
        });
    }

    /**
     * Compares new memories with the newest active ones, and with those that claim something of the same, however old
     * these are.
     */
    void supersedeContradicted(SubjectKey key, List<MemoryDraft> fresh, Order order, Instant now) {
        supersedeContradicted(key, fresh, order, now, now);
    }

    /** @param at when the new memories came in first: what had ended by then is not compared with them */
    void supersedeContradicted(SubjectKey key, List<MemoryDraft> fresh, Order order, Instant at, Instant now) {
        String sql = """
                UPDATE memories SET status = ?, superseded_by = ?, valid_to = ?, updated_at = ?, retired_at = ?
                WHERE id = ? OR passage_of = ?""";
        List<Supersession> superseded = ConflictRule.apply(candidates(key, fresh, order, at));
        batches.batchUpdate(sql, superseded, BATCH, (statement, supersession) -> {
            statement.setString(1, MemoryStatus.SUPERSEDED.text());
            statement.setObject(2, supersession.by());
            statement.setTimestamp(3, Timestamp.from(supersession.validTo()));
            statement.setTimestamp(4, Timestamp.from(now));
            statement.setTimestamp(5, Timestamp.from(now));
            statement.setObject(6, supersession.retired());
            statement.setObject(7, supersession.retired());
        });
    }

    /** Oldest first. */
    private List<Candidate> candidates(SubjectKey key, List<MemoryDraft> fresh, Order order, Instant at) {
        Set<UUID> freshIds = fresh.stream().map(MemoryDraft::id).collect(Collectors.toSet());
        List<Claim> claims = fresh.stream()
                .map(MemoryDraft::claim)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        var candidates = new ArrayList<Candidate>();
        database.sql(CANDIDATES.formatted(order.newestFirst))
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .param("at", Timestamp.from(at))
                .param("window", Math.max(CONFLICT_WINDOW, fresh.size()))
                .param("keys", column(claims, claim -> claim.key().code()))
                .param("scopes", column(claims, Claim::scope))
                // Of a key with one value at a time, any other value matters.
                .param("values", column(claims, claim -> claim.key().single() ? null : claim.value()))
                .query(row -> {
                    // No compiler makes other kinds, so none of the fresh memories can meet one.
                    Optional<MemoryKind> kind = MemoryKind.of(row.getString("kind"));
                    if (kind.isPresent()) {
                        UUID id = row.getObject("id", UUID.class);
                        candidates.add(new Candidate(
                                id,
                                kind.get(),
                                row.getString("content"),
                                row.getTimestamp("valid_from").toInstant(),
                                freshIds.contains(id),
                                claim(row.getString("claim"))));
                    }
                });
        return candidates.reversed();
    }

    private static @Nullable String[] column(List<Claim> claims, Function<Claim, @Nullable String> value) {
        return claims.stream().map(value).toArray(String[]::new);
    }

    private static @Nullable Claim claim(@Nullable String json) {
        return json == null ? null : Claim.of(Json.tree(json)).orElse(null);
    }

    /**
     * Retires what a lesser compiler made of some episodes.
     *
     * @return since when the oldest memory of each episode was held
     */
    Map<UUID, Instant> retireFallbacks(SubjectKey key, Collection<UUID> episodes, Instant now) {
        var since = new HashMap<UUID, Instant>();
        database.sql("""
                        UPDATE memories
                        SET status = CASE status WHEN 'active' THEN 'superseded' ELSE status END,
                            retired_at = coalesce(retired_at, :now), updated_at = :now
                        WHERE subject_id = :subject AND tenant_id = :tenant AND source_episode_ids && :episodes
                          AND metadata @> '{"fallback": true}' AND origin = 'compile'
                        RETURNING source_episode_ids[1] AS episode, created_at""")
                .param("now", Timestamp.from(now))
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .param("episodes", episodes.toArray(UUID[]::new))
                .query(row -> {
                    keepEarliest(since, row);
                });
        return since;
    }

    /** Those of some episodes that have passages. */
    Set<UUID> withPassages(SubjectKey key, Collection<UUID> episodes) {
        return new HashSet<>(database.sql("""
                        SELECT DISTINCT source_episode_ids[1] FROM memories
                        WHERE subject_id = :subject AND tenant_id = :tenant AND kind = 'passage'
                          AND source_episode_ids && :episodes""")
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .param("episodes", episodes.toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }

    /** Since when the oldest memory of each episode of a subject is held. */
    Map<UUID, Instant> oldest(SubjectKey key) {
        var since = new HashMap<UUID, Instant>();
        database.sql("""
                        SELECT unnest(source_episode_ids) AS episode, created_at FROM memories
                        WHERE subject_id = :subject AND tenant_id = :tenant AND origin = 'compile'""")
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .query(row -> {
                    keepEarliest(since, row);
                });
        return since;
    }

    private static void keepEarliest(Map<UUID, Instant> since, ResultSet row) throws SQLException {
        since.merge(
                row.getObject("episode", UUID.class),
                row.getTimestamp("created_at").toInstant(),
                (one, other) -> one.isBefore(other) ? one : other);
    }
}
