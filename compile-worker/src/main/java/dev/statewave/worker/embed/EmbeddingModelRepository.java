package dev.statewave.worker.embed;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The models that vectors are made by, and how far the change from one to the next has come. */
@Component
class EmbeddingModelRepository {

    /**
     * How long a model is known of before vectors of another one are deleted: longer than any reader goes without
     * looking whether a change is under way.
     */
    static final Duration GRACE = Duration.ofSeconds(10);

    /** After this, a turn that was not ended is somebody else's: its holder was killed. */
    private static final Duration TURN = Duration.ofSeconds(30);

    private static final String NEWEST = "announced_at = (SELECT max(announced_at) FROM embedding_models)";

    private final JdbcClient database;
    private final ScopedTransactions transactions;

    EmbeddingModelRepository(JdbcClient database, ScopedTransactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /**
     * A turn in the round through all subjects.
     *
     * @param after the subject that was looked at last; both parts empty at the beginning
     * @param ripe whether every reader knows of the model by now
     * @param changing whether vectors of other models are left
     * @param rested how long ago the last round ended; empty where none did, or one is under way
     * @param sinceCount how long ago what waits was counted; empty where it never was
     */
    record Turn(
            SubjectKey after,
            boolean ripe,
            boolean changing,
            Optional<Duration> rested,
            Optional<Duration> sinceCount) {}

    /** What has no vectors of the newest model. */
    record Waiting(long subjects, long memories) {

        static final Waiting NOTHING = new Waiting(0, 0);
    }

    /** Makes a model the newest, unless it is that already. */
    void announce(String model) {
        String sql = """
                INSERT INTO embedding_models AS m (model, announced_at) VALUES (:model, clock_timestamp())
                ON CONFLICT (model) DO UPDATE
                SET announced_at = excluded.announced_at, round_tenant = '', round_subject = '', round_ended_at = NULL
                WHERE m.announced_at < (SELECT max(announced_at) FROM embedding_models)""";
        transactions.run(
                TenantScope.ALL, () -> database.sql(sql).param("model", model).update());
    }

    /**
     * The right to take one turn, for one caller at a time; empty for all others and where the model is not the newest.
     */
    Optional<Turn> claim(String model) {
        String sql = """
                UPDATE embedding_models SET claimed_until = now() + :turn * interval '1 second'
                WHERE model = :model AND claimed_until < now() AND %s
                RETURNING round_tenant, round_subject, announced_at < now() - :grace * interval '1 second' AS ripe,
                    EXISTS (
                        SELECT FROM embedding_models other WHERE other.model <> embedding_models.model) AS changing,
                    extract(epoch FROM now() - round_ended_at)::bigint AS rested,
                    extract(epoch FROM now() - counted_at)::bigint AS counted""".formatted(NEWEST);
        return transactions.in(TenantScope.ALL, () -> database.sql(sql)
                .param("turn", TURN.toSeconds())
                .param("model", model)
                .param("grace", GRACE.toSeconds())
                .query((row, i) -> new Turn(
                        new SubjectKey(row.getString("round_tenant"), row.getString("round_subject")),
                        row.getBoolean("ripe"),
                        row.getBoolean("changing"),
                        seconds(row.getObject("rested", Long.class)),
                        seconds(row.getObject("counted", Long.class))))
                .optional());
    }

    private static Optional<Duration> seconds(@Nullable Long count) {
        return Optional.ofNullable(count).map(Duration::ofSeconds);
    }

    /** Ends a turn. A caller that was too slow and lost it only makes some subjects be looked at twice. */
    void release(String model, SubjectKey after, boolean roundEnded) {
        String sql = """
                UPDATE embedding_models
                SET claimed_until = '-infinity', round_tenant = :tenant, round_subject = :subject,
                    round_ended_at = CASE WHEN :ended THEN now() WHEN :moved THEN NULL ELSE round_ended_at END
                WHERE model = :model""";
        transactions.run(TenantScope.ALL, () -> database.sql(sql)
                .param("tenant", after.tenant())
                .param("subject", after.subject())
                .param("ended", roundEnded)
                .param("moved", !after.subject().isEmpty())
                .param("model", model)
                .update());
    }

    /**
     * Counts what waits and what is left of former models, and deletes the models that nothing is left of. Reads all
     * vectors by an index, some million a second.
     */
    void count(String model) {
        // Also notes a model that a worker with former settings went on to write after it was deleted here.
        String sql = """
                INSERT INTO embedding_models (model, announced_at, subjects, memories, counted_at)
                SELECT model, '-infinity'::timestamptz, count(*), sum(of_subject), now() FROM (
                    SELECT e.model, count(*) AS of_subject FROM memory_embeddings e WHERE e.model <> :model
                    GROUP BY e.subject_id, e.tenant_id, e.model) former GROUP BY model
                UNION ALL
                SELECT :model, '-infinity'::timestamptz, count(*), coalesce(sum(of_subject), 0), now() FROM (
                    SELECT count(*) AS of_subject FROM memories w
                    WHERE w.status = 'active' AND w.passages = 0 AND NOT EXISTS (
                        SELECT FROM memory_embeddings e WHERE e.memory_id = w.id AND e.model = :model)
                    GROUP BY w.subject_id, w.tenant_id) waiting
                ORDER BY 1
                ON CONFLICT (model) DO UPDATE
                SET subjects = excluded.subjects, memories = excluded.memories, counted_at = excluded.counted_at""";
        transactions.run(TenantScope.ALL, () -> {
            database.sql(sql).param("model", model).update();
            database.sql("DELETE FROM embedding_models WHERE NOT %s AND counted_at IS DISTINCT FROM now()"
                            .formatted(NEWEST))
                    .update();
        });
    }

    /** What waited for its vectors of this model when that was counted last, by whichever process. */
    Waiting waiting(String model) {
        return database.sql("SELECT subjects, memories FROM embedding_models WHERE model = :model")
                .param("model", model)
                .query((row, i) -> new Waiting(row.getLong("subjects"), row.getLong("memories")))
                .optional()
                .orElse(Waiting.NOTHING);
    }
}
