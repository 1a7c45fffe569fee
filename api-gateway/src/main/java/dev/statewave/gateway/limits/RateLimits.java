package dev.statewave.gateway.limits;

import dev.statewave.contract.rest.ApiException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Flux;
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

    /**
     * Fails with 429 if one of the budgets is used up.
     *
     * @param key the id of the API key; null for none
     * @param keyRpm the budget of that key alone; null for the configured one
     * @param tenant at most 256 characters; null for none
     */
    public Mono<Void> spend(
            ServerHttpRequest request, @Nullable String key, @Nullable Integer keyRpm, @Nullable String tenant) {
        List<Budget> budgets = new ArrayList<>(3);
        add(budgets, "address", settings.rateLimitRpm() == 0 ? null : addresses.of(request), settings.rateLimitRpm());
        add(budgets, "key", key, keyRpm == null ? settings.rateLimitKeyRpm() : keyRpm);
        add(budgets, "tenant", tenant, settings.rateLimitTenantRpm());
        return budgets.isEmpty()
                ? Mono.empty()
                : Flux.fromIterable(budgets).concatMap(this::spend).then();
    }

    private static void add(List<Budget> budgets, String kind, @Nullable String bucket, int rpm) {
        if (bucket != null && rpm > 0) {
            budgets.add(new Budget(kind, bucket, rpm));
        }
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
