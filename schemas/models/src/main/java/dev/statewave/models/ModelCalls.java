package dev.statewave.models;

import dev.statewave.models.ModelException.Kind;
import dev.statewave.platform.tracing.TraceSpan;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls of a provider: bounds how many are in flight, retries transient failures with back-off, and opens a
 * circuit breaker while the provider fails. A refused call is the caller's fault and does not count against the
 * provider.
 */
final class ModelCalls {

    private static final String ANSWERED = "answered";
    private static final String RATE_LIMITED = "rate_limited";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration OPEN = Duration.ofSeconds(30);

    private final String name;
    private final int retries;
    private final Bulkhead inFlight;
    private final CircuitBreaker breaker;
    private final MeterRegistry metrics;
    private final Pause pause;
    private volatile @Nullable Kind lastFailure;

    /** @param name the name of the calls in metrics */
    ModelCalls(String name, int retries, int inFlight, MeterRegistry metrics) {
        this(name, retries, inFlight, metrics, OPEN, Thread::sleep);
    }

    ModelCalls(String name, int retries, int inFlight, MeterRegistry metrics, Duration open, Pause pause) {
        this.name = name;
        this.retries = retries;
        this.inFlight = Bulkhead.of(
                name,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(inFlight)
                        .maxWaitDuration(Duration.ZERO)
                        .build());
        this.metrics = metrics;
        this.pause = pause;
        var breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(20)
                .minimumNumberOfCalls(5)
                .failureRateThreshold(50)
                .waitDurationInOpenState(open)
                .permittedNumberOfCallsInHalfOpenState(2)
                .maxWaitDurationInHalfOpenState(open)
                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                .build());
        this.breaker = breakers.circuitBreaker(name);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(metrics);
        // From 0, so that the first failure is a growth.
        for (String outcome : List.of(ANSWERED, RATE_LIMITED, Kind.FAILED.code(), Kind.TIMEOUT.code())) {
            timer(outcome);
        }
    }

    private Timer timer(String outcome) {
        return Timer.builder("statewave.model.calls")
                .description("Attempts of calls of a model")
                .tag("model", name)
                .tag("outcome", outcome)
                .register(metrics);
    }

    /** Waits between attempts; tests replace it. */
    @FunctionalInterface
    interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** One attempt. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws InterruptedException;
    }

    <T> T run(Attempt<T> attempt) throws InterruptedException {
        if (!inFlight.tryAcquirePermission()) {
            throw new ModelException(Kind.OVERLOADED, "As many calls of the model are under way as may be.");
        }
        try {
            for (int failed = 0; ; failed++) {
                try {
                    return once(attempt);
                } catch (ModelException e) {
                    if (failed == retries || e.kind() != Kind.FAILED && e.kind() != Kind.TIMEOUT) {
                        throw e;
                    }
                    pause.sleep(pauseAfter(e, failed));
                }
            }
        } finally {
            inFlight.onComplete();
        }
    }

    private <T> T once(Attempt<T> attempt) throws InterruptedException {
        if (!breaker.tryAcquirePermission()) {
            throw new ModelException(Kind.UNAVAILABLE, "The provider failed too often and is left alone for a while.");
        }
        long start = System.nanoTime();
        String outcome = "stopped";
        boolean settled = false;
        TraceSpan span = TraceSpan.current().call("model " + name);
        try {
            T answer = attempt.run();
            breaker.onSuccess(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            settled = true;
            lastFailure = null;
            outcome = ANSWERED;
            return answer;
        } catch (ModelException e) {
            outcome = e.rateLimited() ? RATE_LIMITED : e.kind().code();
            lastFailure = e.kind();
            if (e.kind() != Kind.REFUSED) {
                breaker.onError(System.nanoTime() - start, TimeUnit.NANOSECONDS, e);
                settled = true;
            }
            throw e;
        } finally {
            if (!settled) {
                breaker.releasePermission();
            }
            if (!outcome.equals(ANSWERED)) {
                span.failed(outcome);
            }
            span.tell("statewave.model.outcome", outcome).end();
            timer(outcome).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    private static Duration pauseAfter(ModelException failure, int failedBefore) {
        Duration said = failure.retryAfter();
        Duration pause = said != null
                ? said
                : FIRST_PAUSE
                        .multipliedBy(1L << Math.min(failedBefore, 10))
                        .multipliedBy(ThreadLocalRandom.current().nextInt(50, 150))
                        .dividedBy(100);
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    /** Whether a call would be tried now. */
    boolean available() {
        return breaker.getState() != CircuitBreaker.State.OPEN
                && breaker.getState() != CircuitBreaker.State.FORCED_OPEN;
    }

    /** The kind of the last failure; empty where the last call succeeded, or there was none. */
    Optional<Kind> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }
}
