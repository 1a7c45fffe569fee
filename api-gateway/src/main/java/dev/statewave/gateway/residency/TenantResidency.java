package dev.statewave.gateway.residency;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.statewave.gateway.Backoff;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Whether this installation may serve a tenant. A change of its region is seen within {@link #FRESH}. While the
 * database does not answer, every tenant is served: the region is a rule of where data rests, and no lock.
 */
public final class TenantResidency {

    static final Duration FRESH = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(TenantResidency.class);
    private static final int MAX_CACHED = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final String served;
    private final RegionLookup stored;
    private final Backoff backoff;
    private final Cache<String, RegionPin> found;

    /** @param served the region of this installation; empty for any */
    TenantResidency(String served, RegionLookup stored, Ticker ticker) {
        this.served = served;
        this.stored = stored;
        this.backoff = new Backoff(Duration.ofSeconds(1), ticker::read);
        this.found = Caffeine.newBuilder()
                .maximumSize(MAX_CACHED)
                .expireAfterWrite(FRESH)
                .ticker(ticker)
                .build();
    }

    /** Never empty and never an error. */
    public Mono<Boolean> allows(String tenant) {
        if (served.isEmpty()) {
            return Mono.just(true);
        }
        RegionPin known = found.getIfPresent(tenant);
        if (known != null) {
            return Mono.just(known.allows(served));
        }
        if (backoff.active()) {
            return Mono.just(true);
        }
        return stored.find(tenant)
                .timeout(LIMIT)
                .doOnNext(pin -> found.put(tenant, pin))
                .map(pin -> pin.allows(served))
                .onErrorResume(failure -> {
                    backoff.start();
                    log.warn("The region of a tenant cannot be looked up, so it is served: {}", failure.toString());
                    return Mono.just(true);
                });
    }
}
