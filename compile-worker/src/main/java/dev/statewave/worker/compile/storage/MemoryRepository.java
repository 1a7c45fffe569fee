package dev.statewave.worker.compile.storage;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.compile.MemoryDraft;
import dev.statewave.worker.compile.claims.Claim;
import dev.statewave.worker.compile.conflict.ConflictRule;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The memories as compiles change them; every method is part of the transaction that is under way. */
@Component
class MemoryRepository {

    /** Newer is what was written later: the order of compiles that go forward. */
    static final String NEWEST_WRITTEN_FIRST = "sequence DESC";
    /** Newer is what was held later, or says of itself that it is: for memories that are written behind their time. */
    static final String NEWEST_FIRST = "created_at DESC, valid_from DESC, sequence DESC";

    /** Active memories that new ones are compared with: the newest so many. */
    private static final int CONFLICT_WINDOW = 500;

    private static final int BATCH = 500;

    private final JdbcClient database;
    private final JdbcTemplate batches;

    MemoryRepository(JdbcClient database, DataSource dataSource) {
        this.database = database;
        this.batches = new JdbcTemplate(dataSource);
    }

    /** What tells a memory that was seen and labelled from others. */
    record Words(String kind, String content) {}

    /** Labels that people or rules have given. */
    record Labels(String[] sensitivity, String[] suggested) {}

    /** @param createdAt since when each is held */
    void insert(SubjectKey key, List<MemoryDraft> memories, Function<MemoryDraft, Instant> createdAt, Instant now) {
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
            statement.setArray(
                    10,
                    statement
                            .getConnection()
                            .createArrayOf("uuid", memory.sources().toArray()));
            statement.setString(11, memory.metadata().toString());
            statement.setTimestamp(12, Timestamp.from(createdAt.apply(memory)));
            statement.setTimestamp(13, Timestamp.from(now));
        });
    }

    /**
     * Compares new memories with the newest active ones, and with those that claim something of the same, however old
     * these are.
     *
     * @param order which of two memories without claims is the newer one, {@link #NEWEST_WRITTEN_FIRST} or
     *     {@link #NEWEST_FIRST}
     */
    void retireContradicted(SubjectKey key, List<MemoryDraft> fresh, String order, Instant now) {
        var freshIds = new HashSet<UUID>();
        fresh.forEach(memory -> freshIds.add(memory.id()));
        List<Claim> claims = fresh.stream()
                .map(MemoryDraft::claim)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        var candidates = new ArrayList<>(database.sql("""
                        WITH active AS NOT MATERIALIZED (
                            SELECT * FROM memories
                            WHERE subject_id = :subject AND tenant_id = :tenant AND status = 'active' AND (valid_to IS NULL OR valid_to > now()))
                        SELECT id, kind, content, valid_from, metadata -> 'claim' AS claim FROM active WHERE id IN (
                            (SELECT id FROM active ORDER BY %1$s LIMIT :window)
                            UNION
                            (SELECT held.id FROM unnest(:keys::text[], :scopes::text[], :values::text[]) AS made (key, scope, value)
                             CROSS JOIN LATERAL (
                                 (SELECT id FROM active WHERE made.value IS NULL AND claim_key = made.key AND claim_scope = made.scope LIMIT :window)
                                 UNION ALL
                                 (SELECT id FROM active WHERE claim_value = made.value AND claim_key = made.key AND claim_scope = made.scope LIMIT :window)
                             ) held))
                        ORDER BY %1$s""".formatted(order))
                .param("subject", key.subject())
                .param("tenant", key.tenant())
                .param("window", Math.max(CONFLICT_WINDOW, fresh.size()))
                .param("keys", column(claims, claim -> claim.key().code()))
                .param("scopes", column(claims, Claim::scope))
                // Where there is one at a time, any other value matters.
                .param("values", column(claims, claim -> claim.key().single() ? null : claim.value()))
                .query((row, i) -> {
                    UUID id = row.getObject("id", UUID.class);
                    return new ConflictRule.Candidate(
                            id,
                            row.getString("kind"),
                            row.getString("content"),
                            row.getTimestamp("valid_from").toInstant(),
                            freshIds.contains(id),
                            claim(row.getString("claim")));
                })
                .list());
        Collections.reverse(candidates);
        batches.batchUpdate("""
                UPDATE memories SET status = 'superseded', superseded_by = ?, valid_to = ?, updated_at = ?, retired_at = ? WHERE id = ?""", ConflictRule.apply(candidates), BATCH, (statement, supersession) -> {
            statement.setObject(1, supersession.by());
            statement.setTimestamp(2, Timestamp.from(supersession.validTo()));
            statement.setTimestamp(3, Timestamp.from(now));
            statement.setTimestamp(4, Timestamp.from(now));
            statement.setObject(5, supersession.retired());
        });
    }

    private static String[] column(List<Claim> claims, Function<Claim, String> value) {
        return claims.stream().map(value).toArray(String[]::new);
    }

    private static Claim claim(String json) {
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
                        UPDATE memories SET status = CASE status WHEN 'active' THEN 'superseded' ELSE status END, retired_at = coalesce(retired_at, ?),
                            updated_at = ?
                        WHERE subject_id = ? AND tenant_id = ? AND source_episode_ids && ? AND metadata @> '{"fallback": true}'
                          AND origin = 'compile'
                        RETURNING source_episode_ids[1] AS episode, created_at""")
                .param(Timestamp.from(now))
                .param(Timestamp.from(now))
                .param(key.subject())
                .param(key.tenant())
                .param(episodes.toArray(UUID[]::new))
                .query(row -> {
                    since.merge(
                            row.getObject("episode", UUID.class),
                            row.getTimestamp("created_at").toInstant(),
                            MemoryRepository::earlier);
                });
        return since;
    }

    /** Since when the oldest memory of each episode of a subject is held. */
    Map<UUID, Instant> oldest(SubjectKey key) {
        var since = new HashMap<UUID, Instant>();
        database.sql("""
                        SELECT unnest(source_episode_ids) AS episode, created_at FROM memories
                        WHERE subject_id = ? AND tenant_id = ? AND origin = 'compile'""").param(key.subject()).param(key.tenant()).query(row -> {
            since.merge(
                    row.getObject("episode", UUID.class),
                    row.getTimestamp("created_at").toInstant(),
                    MemoryRepository::earlier);
        });
        return since;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** The labels of a subject's memories that have any. */
    Map<Words, Labels> labels(SubjectKey key) {
        var labels = new HashMap<Words, Labels>();
        database.sql("""
                        SELECT kind, content, sensitivity_labels, suggested_labels FROM memories
                        WHERE subject_id = ? AND tenant_id = ? AND origin = 'compile'
                          AND (cardinality(sensitivity_labels) > 0 OR cardinality(suggested_labels) > 0) ORDER BY sequence""").param(key.subject()).param(key.tenant()).query(row -> {
            labels.put(
                    new Words(row.getString("kind"), row.getString("content")),
                    new Labels((String[]) row.getArray("sensitivity_labels").getArray(), (String[])
                            row.getArray("suggested_labels").getArray()));
        });
        return labels;
    }

    /** Gives memories the labels that others with their words had. */
    void label(List<MemoryDraft> memories, Map<Words, Labels> labels) {
        for (MemoryDraft memory : memories) {
            Labels known = labels.get(new Words(memory.kind(), memory.content()));
            if (known != null) {
                database.sql("UPDATE memories SET sensitivity_labels = ?, suggested_labels = ? WHERE id = ?")
                        .param(known.sensitivity())
                        .param(known.suggested())
                        .param(memory.id())
                        .update();
            }
        }
    }

    void deleteCompiled(SubjectKey key) {
        database.sql("DELETE FROM memories WHERE subject_id = ? AND tenant_id = ? AND origin = 'compile'")
                .param(key.subject())
                .param(key.tenant())
                .update();
        for (String table : List.of("large_memories", "large_words")) {
            database.sql(
                            "DELETE FROM " + table
                                    + " l WHERE subject_id = ? AND tenant_id = ? AND NOT EXISTS (SELECT FROM memories m WHERE m.id = l.memory_id)")
                    .param(key.subject())
                    .param(key.tenant())
                    .update();
        }
    }
}
