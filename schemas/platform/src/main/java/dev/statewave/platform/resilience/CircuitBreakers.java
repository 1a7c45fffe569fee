package dev.statewave.platform.resilience;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Predicate;

/** Makes the circuit breakers of a process. */
public final class CircuitBreakers {

    private CircuitBreakers() {}

    /**
     * A breaker that opens once half of the last 20 calls failed, and lets 3 calls through a second later.
     *
     * @param part what stands behind it, such as {@code database}; errors name it
     * @param isFailure which exceptions say that the part does not answer
     */
    public static CircuitBreaker of(String part, Predicate<Throwable> isFailure, MeterRegistry metrics) {
        CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(20)
                .minimumNumberOfCalls(10)
                .failureRateThreshold(50)
                .waitDurationInOpenState(Duration.ofSeconds(1))
                .permittedNumberOfCallsInHalfOpenState(3)
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .recordException(isFailure)
                .build());
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(metrics);
        return breakers.circuitBreaker(part);
    }
}
