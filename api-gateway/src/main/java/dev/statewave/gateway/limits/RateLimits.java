package dev.statewave.gateway.limits;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.platform.settings.LiveSettings;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;

/** Spends the budgets of a request: that of its address, then of its key, then of its tenant. */
public final class RateLimits {

    private final RateLimitSettings settings;
    private final LiveSettings live;
    private final ClientAddress addresses;
    private final RateLimiter limiter;
    private final MeterRegistry metrics;

    RateLimits(RateLimitSettings settings, LiveSettings live, RateLimiter limiter, MeterRegistry metrics) {
        this.settings = settings;
        this.live = live;
        this.addresses = new ClientAddress(settings.proxies());
        this.limiter = limiter;
        this.metrics = metrics;
    }

    /** Fails with 429 if the budget of the client's address is used up. */
    public Mono<Void> spendOfAddress(ServerHttpRequest request) {
        int rpm = live.number("rate_limit_rpm", settings.rateLimitRpm());
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
        return spend(
                        "key",
                        key,
                        keyRpm == null ? live.number("rate_limit_key_rpm", settings.rateLimitKeyRpm()) : keyRpm)
                .then(spend("tenant", tenant, live.number("rate_limit_tenant_rpm", settings.rateLimitTenantRpm())));
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
