package dev.statewave.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.statewave.gateway.Backoff;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import reactor.core.publisher.Mono;

/**
 * Shares budgets with all other gateways. Each gateway leases slices of a budget for a minute of the clock and spends
 * them in memory. Together they never let more through than the budget; at most one slice (a tenth) per gateway stays
 * unspent. While the database does not answer, requests pass.
 */
final class DistributedRateLimiter implements RateLimiter {

    private static final int MAX_BUCKETS = 100_000;
    private static final Duration BACKOFF = Duration.ofSeconds(2);

    private record Key(String kind, String bucket, long minute) {}

    private final BudgetRepository store;
    private final Clock clock;
    private final Backoff databaseDown;
    private final Counter unchecked;
    private final Cache<Key, LeasedBucket> buckets = Caffeine.newBuilder()
            .maximumSize(MAX_BUCKETS)
            .expireAfterWrite(Duration.ofMinutes(2))
            .build();

    DistributedRateLimiter(BudgetRepository store, Clock clock, LongSupplier nanoTime, MeterRegistry metrics) {
        this.store = store;
        this.clock = clock;
        this.databaseDown = new Backoff(BACKOFF, nanoTime);
        this.unchecked = Counter.builder("statewave.rate.limit.store.errors")
                .description("Requests that passed without being counted because the database did not answer")
                .register(metrics);
    }

    @Override
    public Mono<Integer> take(Budget budget) {
        return Mono.defer(() -> {
            long second = Math.floorDiv(clock.millis(), 1_000);
            long minute = Math.floorDiv(second, 60);
            LeasedBucket bucket = buckets.get(
                    new Key(budget.kind(), budget.bucket(), minute),
                    key -> new LeasedBucket(
                            () -> store.lease(budget, Instant.ofEpochSecond(minute * 60)), databaseDown));
            return bucket.take().map(outcome -> switch (outcome) {
                case ALLOWED -> 0;
                case REFUSED -> (int) (60 - Math.floorMod(second, 60));
                case UNCHECKED -> {
                    unchecked.increment();
                    yield 0;
                }
            });
        });
    }
}
