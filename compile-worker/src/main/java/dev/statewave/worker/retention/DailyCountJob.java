package dev.statewave.worker.retention;

import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.Role;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Folds what transactions added to {@code count_changes} into {@code daily_counts}. Readers sum both, so it changes no
 * count and only keeps the former short. Several processes may run it at once.
 */
@Component
@ConditionalOnRole(Role.COMPILER)
class DailyCountJob {

    private static final Logger log = LoggerFactory.getLogger(DailyCountJob.class);
    private static final int BATCH = 20_000;
    /** The rest is left to the next run. */
    private static final int MAX_BATCHES = 100;

    // In the order of the key, so that two processes cannot wait for each other.
    private static final String FOLD = """
            WITH taken AS (
                DELETE FROM count_changes WHERE id = ANY (ARRAY(
                    SELECT id FROM count_changes ORDER BY id LIMIT :batch FOR UPDATE SKIP LOCKED))
                RETURNING tenant_id, day, counted, status, amount),
            folded AS (
                INSERT INTO daily_counts AS known (tenant_id, day, counted, status, amount)
                SELECT tenant_id, day, counted, status, sum(amount) FROM taken
                GROUP BY tenant_id, day, counted, status ORDER BY tenant_id, day, counted, status
                ON CONFLICT (tenant_id, day, counted, status) DO UPDATE SET amount = known.amount + excluded.amount)
            SELECT count(*) FROM taken""";

    private final JdbcClient database;
    private final ScopedTransactions transactions;

    DailyCountJob(JdbcClient database, ScopedTransactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    @Scheduled(initialDelay = 10, fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
    void run() {
        try {
            for (int i = 0; i < MAX_BATCHES && fold() == BATCH; i++) {
                log.debug("A full batch of counts was folded; there are more");
            }
        } catch (RuntimeException e) {
            log.warn("Counts could not be folded and are folded by the next run: {}", e.toString());
        }
    }

    private int fold() {
        return transactions.in(TenantScope.ALL, () -> database.sql(FOLD)
                .param("batch", BATCH)
                .query(Integer.class)
                .single());
    }
}
