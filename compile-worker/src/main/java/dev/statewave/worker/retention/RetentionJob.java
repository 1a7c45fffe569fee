package dev.statewave.worker.retention;

import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What has to happen once in a while: expired memories are retired, old jobs and leftovers removed. Each step is one
 * statement that may run anywhere and twice. Retrieval does not wait for it: it looks at the end of validity itself.
 */
@Component
class RetentionJob implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final JdbcClient database;
    private final ScopedTransactions transactions;
    private final WorkerSettings settings;
    private volatile @Nullable ScheduledExecutorService timer;

    RetentionJob(JdbcClient database, ScopedTransactions transactions, WorkerSettings settings) {
        this.database = database;
        this.transactions = transactions;
        this.settings = settings;
    }

    @Override
    public void start() {
        if (!settings.plays(Role.COMPILER)) {
            return;
        }
        var started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("retention").factory());
        started.scheduleWithFixedDelay(this::run, INTERVAL.toMinutes(), INTERVAL.toMinutes(), TimeUnit.MINUTES);
        timer = started;
    }

    void run() {
        step(
                "expired memories",
                "UPDATE memories SET status = 'tombstoned', retired_at = now(), updated_at = now() "
                        + "WHERE status = 'active' AND valid_to < now()");
        settings.compileJobRetention().ifPresent(retention -> step("old jobs", """
                DELETE FROM compile_jobs
                WHERE status IN ('completed', 'failed')
                  AND created_at < now() - interval '%d hours'""".formatted(retention.toHours())));
        step("old deletions", "DELETE FROM subject_deletions WHERE deleted_at < now() - interval '1 day'");
        step("stored questions", "DELETE FROM query_embeddings WHERE embedded_at < now() - interval '7 days'");
        step(
                "batches that were never completed",
                "DELETE FROM episode_batches WHERE started_at < now() - interval '7 days'");
    }

    private void step(String what, String sql) {
        try {
            int rows = transactions.in(TenantScope.ALL, () -> database.sql(sql).update());
            if (rows > 0) {
                log.info("Retention: removed {} {}", rows, what);
            }
        } catch (RuntimeException e) {
            log.warn("Retention of {} failed and is tried again in an hour: {}", what, e.toString());
        }
    }

    @Override
    public void stop() {
        var current = timer;
        if (current != null) {
            current.shutdownNow();
            timer = null;
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }
}
