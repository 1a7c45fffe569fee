package dev.statewave.worker.retention;

import dev.statewave.worker.ConditionalOnRole;
import dev.statewave.worker.RetentionSettings;
import dev.statewave.worker.Role;
import dev.statewave.worker.WorkerSettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Retires expired memories and deletes what is kept for a limited time. Every step may run in several processes and
 * twice. Retrieval does not depend on it: it looks at the end of validity itself.
 */
@Component
@ConditionalOnRole(Role.COMPILER)
class RetentionJob {

    private static final Logger log = LoggerFactory.getLogger(RetentionJob.class);
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration A_WEEK = Duration.ofDays(7);
    /** Longer than a record stands on Kafka by default, so that a repeat of it finds its subject erased. */
    private static final Duration A_MONTH = Duration.ofDays(30);
    /** Batches of one step in one run; the rest is left to the next run. */
    private static final int MOST_BATCHES = 1_000;

    private final RetentionRepository repository;
    private final RetentionRuleRepository rules;
    private final EpisodeRetentionRepository episodes;
    private final WorkerSettings settings;
    private final RetentionSettings retention;

    RetentionJob(
            RetentionRepository repository,
            RetentionRuleRepository rules,
            EpisodeRetentionRepository episodes,
            WorkerSettings settings,
            RetentionSettings retention) {
        this.repository = repository;
        this.rules = rules;
        this.episodes = episodes;
        this.settings = settings;
        this.retention = retention;
    }

    @Scheduled(initialDelay = 1, fixedDelay = 1, timeUnit = TimeUnit.HOURS)
    void run() {
        // Before the next step, which retires what has expired by then.
        var page = new AtomicReference<>(RetentionRuleRepository.START);
        step("memories given an end", () -> rules.stampPage(page));
        step("expired memories retired", repository::retireExpiredMemories);
        retention.tombstoneRetention().ifPresent(kept -> {
            step("tombstones deleted", () -> repository.deleteTombstones(kept));
            step("memories that rebuilds took out deleted", () -> repository.deleteRemovedMemories(kept));
        });
        var subject = new AtomicReference<>(RetentionRuleRepository.START);
        step("episodes deleted", () -> episodes.deletePage(subject));
        settings.compileJobRetention().ifPresent(retention -> {
            step("ended jobs deleted", () -> repository.deleteEndedJobs(retention));
            // The command of such a job was lost; nobody works on it any more.
            Duration longest = retention.compareTo(A_WEEK) > 0 ? retention : A_WEEK;
            step("abandoned jobs deleted", () -> repository.deleteUnfinishedJobs(longest));
        });
        step("marks of deletions deleted", () -> repository.deleteSubjectDeletions(A_DAY));
        step("stored questions deleted", () -> repository.deleteQueryEmbeddings(A_WEEK));
        step("incomplete batches deleted", () -> repository.deleteEpisodeBatches(A_WEEK));
        step("incomplete imports deleted", () -> repository.deleteStagedImports(A_WEEK));
        step("marks of imports deleted", () -> repository.deleteEndedImports(A_DAY));
        step("marks of unfinished imports deleted", () -> repository.deleteUnfinishedImports(A_WEEK));
        step("ended rebuilds deleted", () -> repository.deleteEndedRebuilds(A_WEEK));
        step("receipts tombstoned", repository::tombstoneReceipts);
        step("marks of erased receipts deleted", () -> repository.deleteReceiptErasures(A_MONTH));
    }

    private static void step(String what, IntSupplier batch) {
        int rows = 0;
        try {
            for (int i = 0; i < MOST_BATCHES; i++) {
                int some = batch.getAsInt();
                rows += some;
                if (some == 0) {
                    break;
                }
            }
        } catch (RuntimeException e) {
            log.warn("Retention failed at \"{}\" and is run again in an hour: {}", what, e.toString());
        }
        if (rows > 0) {
            log.info("Retention: {} {}", rows, what);
        }
    }
}
