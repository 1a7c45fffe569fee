package dev.statewave.gateway.limits;

import dev.statewave.gateway.Backoff;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What this gateway holds of one budget in one minute. It leases one slice at a time, and no more once the budget is
 * used up.
 */
final class LeasedBucket {

    private static final Logger log = LoggerFactory.getLogger(LeasedBucket.class);
    /** How long requests wait for a slice. */
    private static final Duration LIMIT = Duration.ofMillis(500);

    enum Outcome {
        ALLOWED,
        REFUSED,
        UNCHECKED
    }

    private final Supplier<Mono<Integer>> slice;
    private final Backoff databaseDown;

    private int left;
    private boolean spent;
    /** The lease that is under way: true once it is granted, false if the database does not answer. Null if none is. */
    private @Nullable CompletableFuture<Boolean> pending;

    LeasedBucket(Supplier<Mono<Integer>> slice, Backoff databaseDown) {
        this.slice = slice;
        this.databaseDown = databaseDown;
    }

    Mono<Outcome> take() {
        CompletableFuture<Boolean> mine = null;
        CompletableFuture<Boolean> answer;
        synchronized (this) {
            if (left > 0) {
                left--;
                return Mono.just(Outcome.ALLOWED);
            }
            if (spent) {
                return Mono.just(Outcome.REFUSED);
            }
            if (pending == null) {
                if (databaseDown.active()) {
                    return Mono.just(Outcome.UNCHECKED);
                }
                mine = new CompletableFuture<>();
                pending = mine;
            }
            answer = pending;
        }
        if (mine != null) {
            ask(mine);
        }
        // The number of waiting requests is bounded by the limit on requests in flight. A request that is cancelled
        // does not cancel the lease for the others.
        return Mono.fromFuture(answer, true).flatMap(came -> came ? take() : Mono.just(Outcome.UNCHECKED));
    }

    private void ask(CompletableFuture<Boolean> mine) {
        Mono.defer(slice)
                .timeout(LIMIT)
                .subscribe(
                        granted -> {
                            settle(granted);
                            mine.complete(true);
                        },
                        failure -> {
                            databaseDown.start();
                            log.warn(
                                    "The database does not answer, so requests pass without being counted: {}",
                                    failure.toString());
                            settle(-1);
                            mine.complete(false);
                        });
    }

    private synchronized void settle(int granted) {
        pending = null;
        left += Math.max(0, granted);
        spent = granted == 0;
    }
}
