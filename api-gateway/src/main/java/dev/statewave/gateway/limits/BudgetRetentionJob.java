package dev.statewave.gateway.limits;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Deletes the budgets of past minutes once an hour. */
final class BudgetRetentionJob implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BudgetRetentionJob.class);
    private static final Duration KEPT = Duration.ofMinutes(5);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Disposable running;

    BudgetRetentionJob(BudgetRepository store, Clock clock) {
        this.running = Flux.interval(Duration.ofMinutes(1), Duration.ofHours(1))
                .onBackpressureDrop()
                .concatMap(tick -> store.forgetBefore(clock.instant().minus(KEPT))
                        .timeout(LIMIT)
                        .onErrorResume(e -> {
                            log.warn(
                                    "Past rate budgets could not be deleted and are kept for another hour: {}",
                                    e.getMessage());
                            return Mono.empty();
                        }))
                .subscribe();
    }

    @Override
    public void close() {
        running.dispose();
    }
}
