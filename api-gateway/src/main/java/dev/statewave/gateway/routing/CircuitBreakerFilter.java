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
 * One circuit breaker a service: while a service cannot be reached, callers are told at once instead of each waiting
 * for the time-out. An error that the service itself answers is an answer and does not count.
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
        // Both from the start, so that their states can be watched before anything has gone wrong.
        SERVICES.forEach(breakers::circuitBreaker);
        this.late = SERVICES.stream()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), service -> Counter.builder("statewave.upstream.timeouts")
                                .description("Requests that a service did not answer in time")
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
                .doOnError(CircuitBreakerFilter::late, failure -> late.get(service).increment())
                .transformDeferred(CircuitBreakerOperator.of(breaker));
    }

    private static boolean unreachable(Throwable failure) {
        return failure instanceof ConnectException || late(failure);
    }

    private static boolean late(Throwable failure) {
        // Waiting in vain for one of our own connections says that we are busy, and nothing of the service.
        return failure instanceof TimeoutException && !(failure instanceof PoolAcquireTimeoutException)
                || failure instanceof ResponseStatusException status
                        && status.getStatusCode().value() == 504;
    }

    /** Around the filter that calls the service, inside of everything else. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE - 1;
    }
}
