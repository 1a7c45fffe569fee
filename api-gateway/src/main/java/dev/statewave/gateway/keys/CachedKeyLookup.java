package dev.statewave.gateway.keys;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.gateway.Backoff;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Caches issued keys for {@link #FRESH}: that is how long a revoked key may still be accepted by other replicas. While
 * the database does not answer, keys that were seen within {@link #STALE} are still accepted.
 */
final class CachedKeyLookup implements KeyLookup {

    private static final Logger log = LoggerFactory.getLogger(CachedKeyLookup.class);

    static final Duration FRESH = Duration.ofSeconds(5);
    static final Duration STALE = Duration.ofMinutes(5);
    /** Look-ups of keys that do not exist must not take the database from everyone else. */
    static final int MAX_LOOKUPS = 64;

    private static final int MAX_CACHED = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private static final ApiException AWAY =
            ApiException.unavailable("database", "The API key cannot be checked at the moment.");
    private static final ApiException BUSY =
            ApiException.busy("Too many API keys are being looked up. Try again in a moment.");

    private final KeyLookup stored;
    private final Ticker ticker;
    private final Backoff backoff;
    private final Cache<String, Seen> found;
    /** A cache of its own: invented keys must not evict existing ones. */
    private final Cache<String, Boolean> absent;

    private final ConcurrentMap<String, CompletableFuture<ApiKey>> underWay = new ConcurrentHashMap<>();
    private final Semaphore lookups = new Semaphore(MAX_LOOKUPS);

    private record Seen(ApiKey key, long nanos) {}

    CachedKeyLookup(KeyLookup stored, Ticker ticker) {
        this.stored = stored;
        this.ticker = ticker;
        this.backoff = new Backoff(Duration.ofSeconds(1), ticker::read);
        this.found = Caffeine.newBuilder()
                .maximumSize(MAX_CACHED)
                .expireAfterWrite(STALE)
                .ticker(ticker)
                .build();
        this.absent = Caffeine.newBuilder()
                .maximumSize(MAX_CACHED)
                .expireAfterWrite(FRESH)
                .ticker(ticker)
                .build();
    }

    @Override
    public Mono<ApiKey> find(String id) {
        return Mono.defer(() -> {
            Seen seen = found.getIfPresent(id);
            if (seen != null && ticker.read() - seen.nanos < FRESH.toNanos()) {
                return Mono.just(seen.key);
            }
            if (absent.getIfPresent(id) != null) {
                return Mono.empty();
            }
            return seen == null ? lookUp(id) : lookUp(id).onErrorReturn(seen.key);
        });
    }

    /** Forgets a key that was changed here. The other replicas see the change after {@link #FRESH}. */
    void forget(String id) {
        found.invalidate(id);
        absent.invalidate(id);
    }

    /** One look-up at a time for each id, shared by all callers that wait for it. */
    private Mono<ApiKey> lookUp(String id) {
        var mine = new CompletableFuture<ApiKey>();
        var other = underWay.putIfAbsent(id, mine);
        if (other == null) {
            begin(id, mine);
        }
        // A caller that cancels does not cancel the look-up for the others.
        return Mono.fromFuture(other == null ? mine : other, true);
    }

    private void begin(String id, CompletableFuture<ApiKey> look) {
        if (backoff.active()) {
            underWay.remove(id);
            look.completeExceptionally(AWAY);
        } else if (!lookups.tryAcquire()) {
            underWay.remove(id);
            look.completeExceptionally(BUSY);
        } else {
            // The time before the query: a revocation during the query may not be seen by it.
            long nanos = ticker.read();
            stored.find(id)
                    .timeout(LIMIT)
                    .doFinally(end -> {
                        lookups.release();
                        underWay.remove(id);
                    })
                    .subscribe(
                            key -> {
                                found.put(id, new Seen(key, nanos));
                                look.complete(key);
                            },
                            failure -> {
                                backoff.start();
                                log.warn("API keys cannot be looked up for the moment: {}", failure.toString());
                                look.completeExceptionally(AWAY);
                            },
                            () -> {
                                // Completed already if a key was found.
                                if (look.complete(null)) {
                                    absent.put(id, true);
                                }
                            });
        }
    }
}
