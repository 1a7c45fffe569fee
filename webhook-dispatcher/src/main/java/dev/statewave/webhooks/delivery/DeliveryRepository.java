package dev.statewave.webhooks.delivery;

import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.webhooks.sending.Outcome;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The state of each delivery: for operators, and so that a record that is read twice is not attempted twice. */
@Component
class DeliveryRepository {

    private static final String ATTEMPTED = """
            SELECT attempts >= :attempt OR status <> 'pending' FROM webhook_deliveries WHERE id = :id""";

    private static final String NOTE = """
            INSERT INTO webhook_deliveries (id, tenant_id, subject_id, event, status, attempts, max_attempts,
                last_attempt_at, next_attempt_at, last_error, http_status, created_at, delivered_at)
            VALUES (:id, :tenant, :subject, :event, :status, :attempt, :maxAttempts,
                :now, :next, :error, :httpStatus, :created, :delivered)
            ON CONFLICT (id) DO UPDATE SET status = excluded.status,
                attempts = greatest(webhook_deliveries.attempts, excluded.attempts),
                last_attempt_at = excluded.last_attempt_at, next_attempt_at = excluded.next_attempt_at,
                last_error = excluded.last_error, http_status = excluded.http_status,
                delivered_at = excluded.delivered_at
            WHERE webhook_deliveries.status = 'pending'
                AND (excluded.status = 'delivered' OR webhook_deliveries.attempts <= excluded.attempts)""";

    private static final String DELETE = """
            DELETE FROM webhook_deliveries WHERE id IN (
                SELECT id FROM webhook_deliveries
                WHERE status IN ('delivered', 'dead_letter') AND created_at < :cutoff
                    OR status = 'pending' AND created_at < :cutoff
                        AND coalesce(next_attempt_at, last_attempt_at, created_at) < :overdue
                LIMIT :limit FOR UPDATE SKIP LOCKED)""";

    private final JdbcClient database;
    private final ScopedTransactions transactions;

    DeliveryRepository(JdbcClient database, ScopedTransactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** Whether this attempt or a later one was made and its follow-up was sent. */
    boolean attempted(Delivery delivery) {
        return transactions.in(scope(delivery), () -> database.sql(ATTEMPTED)
                .param("attempt", delivery.attempt())
                .param("id", delivery.id())
                .query(Boolean.class)
                .optional()
                .orElse(false));
    }

    /**
     * Records the result of an attempt. It never replaces a later result: a worker that lost its partition during an
     * attempt may report it after another worker has made the next one.
     *
     * @param next when the delivery is retried; null if it is not
     */
    void note(Delivery delivery, String status, Outcome outcome, Instant now, @Nullable Instant next) {
        Timestamp at = Timestamp.from(now);
        transactions.run(scope(delivery), () -> database.sql(NOTE)
                .param("id", delivery.id())
                .param("tenant", delivery.tenant() == null ? "" : delivery.tenant())
                .param("subject", delivery.subject())
                .param("event", delivery.event())
                .param("status", status)
                .param("attempt", delivery.attempt())
                .param("maxAttempts", Delivery.MAX_ATTEMPTS)
                .param("now", at)
                .param("next", next == null ? null : Timestamp.from(next))
                .param("error", outcome.error())
                .param("httpStatus", outcome.httpStatus())
                .param("created", Timestamp.from(delivery.eventTime()))
                .param("delivered", status.equals("delivered") ? at : null)
                .update());
    }

    /**
     * Deletes deliveries of all tenants that are created before the cutoff. Of those that are still pending, it deletes
     * the ones whose next attempt is long overdue.
     *
     * @return how many, at most {@code limit}
     */
    int delete(Instant cutoff, Instant overdue, int limit) {
        return transactions.in(TenantScope.ALL, () -> database.sql(DELETE)
                .param("cutoff", Timestamp.from(cutoff))
                .param("overdue", Timestamp.from(overdue))
                .param("limit", limit)
                .update());
    }

    private static TenantScope scope(Delivery delivery) {
        return TenantScope.of(delivery.tenant() == null ? "" : delivery.tenant());
    }
}
