package dev.statewave.gateway.edge;

import dev.statewave.contract.rest.ApiException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Bounds the number of requests under way. A request past the bound is refused at once instead of made to wait. */
final class InFlightFilter implements WebFilter {

    private static final ApiException FULL =
            ApiException.busy("The gateway has as many requests under way as it may. Try again in a moment.");

    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Counter refused;

    InFlightFilter(int most, MeterRegistry metrics) {
        this.most = most;
        this.refused = Counter.builder("statewave.requests.refused")
                .description("Requests refused because too many are under way")
                .register(metrics);
        Gauge.builder("statewave.requests.in.flight", underWay, AtomicInteger::get)
                .description("Requests under way")
                .register(metrics);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        // Probes pass: a gateway that fails its probes because it is overloaded would be restarted.
        if (PublicPaths.health(exchange.getRequest().getPath().value())) {
            return chain.filter(exchange);
        }
        return Mono.defer(() -> {
            if (underWay.incrementAndGet() > most) {
                underWay.decrementAndGet();
                refused.increment();
                return Mono.error(FULL);
            }
            return chain.filter(exchange).doFinally(end -> underWay.decrementAndGet());
        });
    }
}
