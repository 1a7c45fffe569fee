package dev.statewave.webhooks.delivery;

import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What became of each delivery, for operators; and what keeps a repeated record from being attempted again. */
@Component
class DeliveryRepository {

    private final JdbcClient database;
    private final ScopedTransactions transactions;

    DeliveryRepository(JdbcClient database, ScopedTransactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** Whether this attempt, or a later one, has been made and what follows from it is on its way. */
    boolean attempted(Delivery delivery) {
        return transactions.in(scope(delivery), () -> database.sql(
                        "SELECT attempts >= ? OR status <> 'pending' FROM webhook_deliveries WHERE id = ?")
                .param(delivery.attempt())
                .param(delivery.id())
                .query(Boolean.class)
                .optional()
                .orElse(false));
    }

    /**
     * Never takes back what is known: a worker that lost its partition in the middle of an attempt may report it after
     * its successor has gone further.
     *
     * @param next when it is tried again; null where it is not
     */
    void note(Delivery delivery, String status, Outcome outcome, Instant now, Instant next) {
        Timestamp at = Timestamp.from(now);
        transactions.run(scope(delivery), () -> database.sql("""
                        INSERT INTO webhook_deliveries (id, tenant_id, subject_id, event, status, attempts, max_attempts, last_attempt_at, next_attempt_at,
                                                        last_error, http_status, created_at, delivered_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (id) DO UPDATE SET status = excluded.status, attempts = greatest(webhook_deliveries.attempts, excluded.attempts),
                            last_attempt_at = excluded.last_attempt_at, next_attempt_at = excluded.next_attempt_at, last_error = excluded.last_error,
                            http_status = excluded.http_status, delivered_at = excluded.delivered_at
                        WHERE webhook_deliveries.status = 'pending'
                            AND (excluded.status = 'delivered' OR webhook_deliveries.attempts <= excluded.attempts)""")
                .param(delivery.id())
                .param(delivery.tenant() == null ? "" : delivery.tenant())
                .param(delivery.subject())
                .param(delivery.event())
                .param(status)
                .param(delivery.attempt())
                .param(Delivery.MAX_ATTEMPTS)
                .param(at)
                .param(next == null ? null : Timestamp.from(next))
                .param(outcome.error())
                .param(outcome.httpStatus())
                .param(Timestamp.from(delivery.eventTime()))
                .param(status.equals("delivered") ? at : null)
                .update());
    }

    private static TenantScope scope(Delivery delivery) {
        return TenantScope.of(delivery.tenant() == null ? "" : delivery.tenant());
    }
}
