package dev.statewave.gateway.limits;

import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Budgets in PostgreSQL: one row each a minute, changed by one statement a slice. A slice is a tenth of the budget, and
 * of the last 40 % a quarter of what is left, down to single requests, so that what idle gateways hold back stays
 * small.
 */
final class PostgresBudgetRepository implements BudgetRepository {

    private static final String LEASE = """
            INSERT INTO rate_budgets AS b (window_start, kind, bucket, leased, last_lease) VALUES ($1, $2, $3, $4, $4)
            ON CONFLICT (window_start, kind, bucket) DO UPDATE SET
                last_lease = greatest(1, least($4, ($5 - b.leased) / 4)),
                leased = b.leased + greatest(1, least($4, ($5 - b.leased) / 4))
            WHERE b.leased < $5
            RETURNING last_lease""";

    private final DatabaseClient database;

    PostgresBudgetRepository(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Integer> lease(Budget budget, Instant minute) {
        return database.sql(LEASE)
                .bind(0, minute)
                .bind(1, budget.kind())
                .bind(2, budget.bucket())
                .bind(3, Math.max(1, budget.rpm() / 10))
                .bind(4, budget.rpm())
                .map(row -> row.get("last_lease", Integer.class))
                .one()
                .defaultIfEmpty(0);
    }

    @Override
    public Mono<Void> forgetBefore(Instant minute) {
        return database.sql("DELETE FROM rate_budgets WHERE window_start < $1")
                .bind(0, minute)
                .then();
    }
}
