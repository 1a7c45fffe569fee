package dev.statewave.gateway.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** Counts the requests of the last sixty seconds in this process alone. */
final class SlidingWindowRateLimiter implements RateLimiter {

    private static final int MAX_BUCKETS = 100_000;

    private record Key(String kind, String bucket) {}

    private final Ticker ticker;
    private final Cache<Key, SlidingWindow> windows;

    SlidingWindowRateLimiter(Ticker ticker) {
        this.ticker = ticker;
        this.windows = Caffeine.newBuilder()
                .maximumSize(MAX_BUCKETS)
                .expireAfterAccess(Duration.ofNanos(SlidingWindow.NANOS))
                .ticker(ticker)
                .build();
    }

    @Override
    public Mono<Integer> take(Budget budget) {
        return Mono.fromSupplier(() -> windows.get(new Key(budget.kind(), budget.bucket()), key -> new SlidingWindow())
                .take(ticker.read(), budget.rpm()));
    }
}
