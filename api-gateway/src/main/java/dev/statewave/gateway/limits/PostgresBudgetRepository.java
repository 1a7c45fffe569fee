package dev.statewave.gateway.limits;

import java.time.Instant;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Budgets in PostgreSQL: one row for each budget and minute, updated by one statement for each slice. A slice is a
 * tenth of the budget; of the last 40 % it is a quarter of what is left, down to single requests, so that idle gateways
 * hold back little.
 */
final class PostgresBudgetRepository implements BudgetRepository {

    private static final String LEASE = """
            INSERT INTO rate_budgets AS b (window_start, kind, bucket, leased, last_lease)
            VALUES (:minute, :kind, :bucket, :slice, :slice)
            ON CONFLICT (window_start, kind, bucket) DO UPDATE SET
                last_lease = greatest(1, least(:slice, (:rpm - b.leased) / 4)),
                leased = b.leased + greatest(1, least(:slice, (:rpm - b.leased) / 4))
            WHERE b.leased < :rpm
            RETURNING last_lease""";

    private final DatabaseClient database;

    PostgresBudgetRepository(DatabaseClient database) {
        this.database = database;
    }

    @Override
    public Mono<Integer> lease(Budget budget, Instant minute) {
        return database.sql(LEASE)
                .bind("minute", minute)
                .bind("kind", budget.kind())
                .bind("bucket", budget.bucket())
                .bind("slice", Math.max(1, budget.rpm() / 10))
                .bind("rpm", budget.rpm())
                .map(row -> row.get("last_lease", Integer.class))
                .one()
                .defaultIfEmpty(0);
    }

    @Override
    public Mono<Void> forgetBefore(Instant minute) {
        return database.sql("DELETE FROM rate_budgets WHERE window_start < :minute")
                .bind("minute", minute)
                .then();
    }
}
