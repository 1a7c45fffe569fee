package dev.statewave.gateway.limits;

import dev.statewave.gateway.Backoff;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What this gateway holds of one budget in one minute. It asks for one slice at a time, and never again once there is
 * none.
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
    private final Backoff storeAway;

    private int left;
    private boolean spent;
    /** The slice that is under way, true once it came and false where the store does not answer; null where none is. */
    private CompletableFuture<Boolean> asked;

    LeasedBucket(Supplier<Mono<Integer>> slice, Backoff storeAway) {
        this.slice = slice;
        this.storeAway = storeAway;
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
            if (asked == null) {
                if (storeAway.active()) {
                    return Mono.just(Outcome.UNCHECKED);
                }
                mine = new CompletableFuture<>();
                asked = mine;
            }
            answer = asked;
        }
        if (mine != null) {
            ask(mine);
        }
        // Whoever waits is one of the requests in flight, which are bounded; one that goes away leaves the slice to the
        // others.
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
                            storeAway.start();
                            log.warn("Requests pass uncounted for the moment: {}", failure.toString());
                            settle(-1);
                            mine.complete(false);
                        });
    }

    private synchronized void settle(int granted) {
        asked = null;
        left += Math.max(0, granted);
        spent = granted == 0;
    }
}
