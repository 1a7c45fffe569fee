package dev.statewave.gateway.limits;

import dev.statewave.contract.rest.ApiException;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** Spends the budgets of a request: that of its address, then of its key, then of its tenant. */
public final class RateLimits {

    private final RateLimitSettings settings;
    private final ClientAddress addresses;
    private final RateLimiter limiter;
    private final MeterRegistry metrics;

    RateLimits(RateLimitSettings settings, RateLimiter limiter, MeterRegistry metrics) {
        this.settings = settings;
        this.addresses = new ClientAddress(settings.proxies());
        this.limiter = limiter;
        this.metrics = metrics;
    }

    /** Fails with 429 if the budget of the client's address is used up. */
    public Mono<Void> spendOfAddress(ServerHttpRequest request) {
        int rpm = settings.rateLimitRpm();
        return rpm == 0 ? Mono.empty() : spend(new Budget("address", addresses.of(request), rpm));
    }

    /**
     * Fails with 429 if the budget of the key or that of the tenant is used up.
     *
     * @param key the id of the API key; null for none
     * @param keyRpm the budget of that key alone; null for the configured one
     * @param tenant at most 256 characters; null for none
     */
    public Mono<Void> spendOfCaller(@Nullable String key, @Nullable Integer keyRpm, @Nullable String tenant) {
        return spend("key", key, keyRpm == null ? settings.rateLimitKeyRpm() : keyRpm)
                .then(spend("tenant", tenant, settings.rateLimitTenantRpm()));
    }

    private Mono<Void> spend(String kind, @Nullable String bucket, int rpm) {
        return bucket == null || rpm == 0 ? Mono.empty() : spend(new Budget(kind, bucket, rpm));
    }

    private Mono<Void> spend(Budget budget) {
        return limiter.take(budget).flatMap(wait -> {
            if (wait == 0) {
                return Mono.empty();
            }
            metrics.counter("statewave.rate.limit.refused", "kind", budget.kind())
                    .increment();
            return Mono.error(ApiException.rateLimited(budget.rpm(), wait));
        });
    }
}
