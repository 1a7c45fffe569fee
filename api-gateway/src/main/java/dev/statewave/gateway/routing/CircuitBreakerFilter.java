package dev.statewave.gateway.routing;

import dev.statewave.platform.resilience.CircuitBreakers;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.ConnectException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/**
 * One circuit breaker for each upstream: while it cannot be reached, callers get an error at once instead of waiting
 * for the time-out. An error status that the upstream itself answers does not count as a failure.
 */
@Component
class CircuitBreakerFilter implements GlobalFilter, Ordered {

    private record Upstream(CircuitBreaker breaker, Counter timeouts) {}

    private final Map<String, Upstream> upstreams;

    CircuitBreakerFilter(MeterRegistry metrics) {
        // All are created at the start, so that their metrics exist before the first failure.
        this.upstreams = Stream.of(RoutingConfiguration.INGEST, RoutingConfiguration.CONTEXT)
                .collect(Collectors.toUnmodifiableMap(Function.identity(), service -> upstream(service, metrics)));
    }

    private static Upstream upstream(String service, MeterRegistry metrics) {
        return new Upstream(
                CircuitBreakers.of(service, CircuitBreakerFilter::unreachable, metrics),
                Counter.builder("statewave.upstream.timeouts")
                        .description("Requests that an upstream did not answer in time")
                        .tag("upstream", service)
                        .register(metrics));
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Route route = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        Upstream upstream = Objects.requireNonNull(upstreams.get(RoutingConfiguration.upstream(route)));
        return chain.filter(exchange)
                .doOnError(CircuitBreakerFilter::late, failure -> upstream.timeouts()
                        .increment())
                .transformDeferred(CircuitBreakerOperator.of(upstream.breaker()));
    }

    private static boolean unreachable(Throwable failure) {
        return failure instanceof ConnectException || late(failure);
    }

    private static boolean late(Throwable failure) {
        // A time-out of the connection pool says that the gateway is busy, and nothing about the upstream.
        return failure instanceof TimeoutException && !(failure instanceof PoolAcquireTimeoutException)
                || failure instanceof ResponseStatusException status
                        && status.getStatusCode().value() == 504;
    }

    /** Directly around the filter that calls the upstream. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 1;
    }
}
