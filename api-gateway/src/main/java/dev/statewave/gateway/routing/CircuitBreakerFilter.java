package dev.statewave.gateway.routing;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    private static final List<String> SERVICES = List.of(RoutingConfiguration.INGEST, RoutingConfiguration.CONTEXT);

    private final CircuitBreakerRegistry breakers;
    private final Map<String, Counter> late;

    CircuitBreakerFilter(MeterRegistry metrics) {
        this.breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .waitDurationInOpenState(Duration.ofSeconds(2))
                .permittedNumberOfCallsInHalfOpenState(3)
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .recordException(CircuitBreakerFilter::unreachable)
                .build());
        // Both are created at the start, so that their metrics exist before the first failure.
        SERVICES.forEach(breakers::circuitBreaker);
        this.late = SERVICES.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), service -> Counter.builder("statewave.upstream.timeouts")
                                .description("Requests that an upstream did not answer in time")
                                .tag("upstream", service)
                                .register(metrics)));
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(metrics);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        Route route = exchange.getRequiredAttribute(ServerWebExchangeUtils.GATEWAY_ROUTE_ATTR);
        String service = RoutingConfiguration.upstream(route);
        CircuitBreaker breaker = breakers.circuitBreaker(service);
        return chain.filter(exchange)
                .doOnError(CircuitBreakerFilter::late, failure -> countTimeout(service))
                .transformDeferred(CircuitBreakerOperator.of(breaker));
    }

    private void countTimeout(String service) {
        Counter counter = late.get(service);
        if (counter != null) {
            counter.increment();
        }
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
