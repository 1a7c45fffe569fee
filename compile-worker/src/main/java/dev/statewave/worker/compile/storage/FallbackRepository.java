package dev.statewave.worker.compile.storage;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.models.ModelSettings;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.compile.PendingEpisode;
import dev.statewave.worker.store.SubjectLock;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** Episodes that the model owes us: it failed when they were compiled, so a lesser compiler took them. */
@Component
public class FallbackRepository {

    private static final int CLAIMED = 5_000;
    /** After this, a claim that came to nothing is taken up by whoever comes first. */
    private static final Duration LEASE = Duration.ofMinutes(15);

    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private final JdbcClient database;
    private final ScopedTransactions transactions;
    private final ModelSettings settings;
    private final SubjectLock lock;

    FallbackRepository(JdbcClient database, ScopedTransactions transactions, ModelSettings settings, SubjectLock lock) {
        this.database = database;
        this.transactions = transactions;
        this.settings = settings;
        this.lock = lock;
    }

    /** Part of the transaction that stores what the lesser compiler made. */
    void note(SubjectKey key, Map<UUID, String> reasons, Instant now) {
        String sql = """
                INSERT INTO model_fallbacks (episode_id, tenant_id, subject_id, reason, next_attempt_at)
                VALUES (:episode, :tenant, :subject, :reason, :next) ON CONFLICT DO NOTHING""";
        reasons.forEach((episode, reason) -> statement(key, sql)
                .param("episode", episode)
                .param("reason", reason)
                .param("next", Timestamp.from(now.plus(pause(0))))
                .update());
    }

    /**
     * Subjects with episodes that are due for another try, each named once to one caller; the next time after a while.
     */
    public Set<SubjectKey> claim(Instant now) {
        String sql = """
                UPDATE model_fallbacks f SET next_attempt_at = :lease FROM (
                    SELECT episode_id FROM model_fallbacks w WHERE next_attempt_at <= :now AND attempts < :attempts
                      AND NOT EXISTS (SELECT FROM tenant_pauses p
                          WHERE p.tenant_id = w.tenant_id AND p.role = 'compiler')
                    ORDER BY next_attempt_at LIMIT :limit FOR UPDATE OF w SKIP LOCKED) due
                WHERE f.episode_id = due.episode_id RETURNING f.tenant_id, f.subject_id""";
        return transactions.in(TenantScope.ALL, () -> database.sql(sql)
                .param("lease", Timestamp.from(now.plus(LEASE)))
                .param("now", Timestamp.from(now))
                .param("attempts", settings.modelRecompileAttempts())
                .param("limit", CLAIMED)
                .query((row, i) -> new SubjectKey(row.getString("tenant_id"), row.getString("subject_id")))
                .set());
    }

    /** The oldest episodes of a subject that may be tried again, as many as are compiled together. */
    public List<PendingEpisode> episodes(SubjectKey key) {
        String sql = """
                SELECT e.id, e.source, e.payload, e.occurred_at, e.created_at, e.log_offset
                FROM model_fallbacks f JOIN episodes e ON e.id = f.episode_id
                WHERE f.subject_id = :subject AND f.tenant_id = :tenant AND f.attempts < :attempts
                ORDER BY e.log_offset LIMIT :batch""";
        return transactions.in(TenantScope.of(key.tenant()), () -> statement(key, sql)
                .param("attempts", settings.modelRecompileAttempts())
                .param("batch", CompileRepository.BATCH)
                .withFetchSize(PendingEpisodeRows.FETCHED)
                .query(PendingEpisodeRows::read));
    }

    /**
     * Strikes episodes off; part of the transaction that stores what the model made of them. Answers those that were on
     * the list.
     */
    Set<UUID> take(Collection<UUID> episodes) {
        return new HashSet<>(database.sql("DELETE FROM model_fallbacks WHERE episode_id = ANY (?) RETURNING episode_id")
                .param(episodes.toArray(UUID[]::new))
                .query(UUID.class)
                .list());
    }

    /** They failed again, and wait twice as long. */
    public void failedAgain(SubjectKey key, Map<UUID, String> reasons, Instant now) {
        transactions.run(TenantScope.of(key.tenant()), () -> {
            lock.take(key);
            reasons.forEach((episode, reason) -> failedAgain(episode, reason, now));
        });
    }

    private void failedAgain(UUID episode, String reason, Instant now) {
        String sql = """
                UPDATE model_fallbacks SET attempts = attempts + 1, reason = :reason
                WHERE episode_id = :episode RETURNING attempts""";
        Integer attempts = database.sql(sql)
                .param("reason", reason)
                .param("episode", episode)
                .query(Integer.class)
                .optional()
                .orElse(0);
        database.sql("UPDATE model_fallbacks SET next_attempt_at = :next WHERE episode_id = :episode")
                .param("next", Timestamp.from(now.plus(pause(attempts))))
                .param("episode", episode)
                .update();
    }

    private Duration pause(int attempts) {
        Duration pause =
                Duration.ofSeconds(settings.modelRecompileSeconds()).multipliedBy(1L << Math.min(attempts, 20));
        return pause.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : pause;
    }

    void delete(SubjectKey key) {
        statement(key, "DELETE FROM model_fallbacks WHERE subject_id = :subject AND tenant_id = :tenant")
                .update();
    }

    /**
     * How many episodes stand here.
     *
     * @param waiting those that will be tried again
     * @param givenUp those that were tried as often as may be
     */
    public record Count(long waiting, long givenUp) {}

    public Count count() {
        String sql = """
                SELECT count(*) FILTER (WHERE attempts < :attempts) AS waiting,
                       count(*) FILTER (WHERE attempts >= :attempts) AS given_up
                FROM model_fallbacks""";
        return transactions.in(TenantScope.ALL, () -> database.sql(sql)
                .param("attempts", settings.modelRecompileAttempts())
                .query((row, i) -> new Count(row.getLong("waiting"), row.getLong("given_up")))
                .single());
    }

    private StatementSpec statement(SubjectKey key, String sql) {
        return database.sql(sql).param("subject", key.subject()).param("tenant", key.tenant());
    }
}
