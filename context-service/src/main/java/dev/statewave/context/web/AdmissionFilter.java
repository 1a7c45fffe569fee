package dev.statewave.context.web;

import dev.statewave.context.ContextSettings;
import dev.statewave.contract.rest.ApiException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Semaphore;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Bounds the number of concurrent requests. A request above the bound is answered with 429 at once: it would queue for
 * the database until its caller has timed out. Probes and metrics are not bounded.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class AdmissionFilter implements WebFilter {

    private final Semaphore places;
    private final Counter refused;
    private final ApiException full =
            ApiException.overloaded("Too many requests are under way; try again in a moment.");

    AdmissionFilter(ContextSettings settings, MeterRegistry metrics) {
        this.places = new Semaphore(settings.maxReadsInFlight());
        this.refused = Counter.builder("statewave.requests.refused")
                .description("Requests that found no room")
                .register(metrics);
        Gauge.builder(
                        "statewave.requests.in.flight",
                        places,
                        free -> settings.maxReadsInFlight() - free.availablePermits())
                .description("Requests under way")
                .register(metrics);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String path = exchange.getRequest().getPath().value();
        if (!path.startsWith("/v1/") && !path.startsWith("/admin/")) {
            return chain.filter(exchange);
        }
        if (!places.tryAcquire()) {
            refused.increment();
            return Mono.error(full);
        }
        return chain.filter(exchange).doFinally(signal -> places.release());
    }
}
