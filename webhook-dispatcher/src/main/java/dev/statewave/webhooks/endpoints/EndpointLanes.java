package dev.statewave.webhooks.endpoints;

import dev.statewave.webhooks.sending.Outcome;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this process may send to each endpoint at once: so many attempts, so many a second, and while an endpoint keeps
 * failing only now and then one. Endpoints that it has nothing to do with have no lane.
 */
final class EndpointLanes {

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final int WINDOW = 20;
    private static final int FEWEST_CALLS = 5;
    /** Attempts at once at an endpoint whose last attempt failed, so that hanging ones do not take all places. */
    private static final int WHILE_FAILING = 2;

    private final int each;
    private final CircuitBreakerConfig breakers;
    private final Map<UUID, Lane> lanes = new HashMap<>();

    /**
     * @param each attempts at one endpoint at once
     * @param breakTime how long an endpoint that keeps failing is left alone
     */
    EndpointLanes(int each, Duration breakTime) {
        this.each = each;
        this.breakers = CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(FEWEST_CALLS)
                .failureRateThreshold(80)
                .waitDurationInOpenState(breakTime)
                .permittedNumberOfCallsInHalfOpenState(1)
                .build();
    }

    /** @param free how many deliveries may be claimed for the endpoint */
    record Free(UUID endpoint, int free) {}

    private static final class Lane {
        private final CircuitBreaker breaker;
        private int inFlight;
        private boolean failing;
        private @Nullable Integer rate;
        private double tokens;
        private long refilled = System.nanoTime();
        private long used = System.nanoTime();
        /** The breaker has let one attempt through, and it was not made yet. */
        private boolean probe;

        private Lane(CircuitBreaker breaker) {
            this.breaker = breaker;
        }

        private void refill(long now) {
            if (rate != null) {
                tokens = Math.min(rate, tokens + (now - refilled) / 1e9 * rate);
            }
            refilled = now;
        }
    }

    /**
     * Of all lanes. Whoever claims reports each claimed delivery by {@link #begin}, and then calls {@link #claimed}.
     */
    synchronized List<Free> free() {
        long now = System.nanoTime();
        lanes.values().removeIf(lane -> lane.inFlight == 0 && now - lane.used > IDLE.toNanos());
        var free = new ArrayList<Free>(lanes.size());
        lanes.forEach((endpoint, lane) -> free.add(new Free(endpoint, free(lane, now))));
        return free;
    }

    private int free(Lane lane, long now) {
        int places = Math.max(0, (lane.failing ? Math.min(each, WHILE_FAILING) : each) - lane.inFlight);
        if (lane.rate != null) {
            lane.refill(now);
            places = Math.min(places, (int) lane.tokens);
        }
        if (places == 0 || lane.breaker.getState() == CircuitBreaker.State.CLOSED) {
            return places;
        }
        lane.probe = lane.breaker.tryAcquirePermission();
        return lane.probe ? 1 : 0;
    }

    synchronized void begin(UUID endpoint, @Nullable Integer rate) {
        Lane lane = lanes.computeIfAbsent(endpoint, id -> new Lane(CircuitBreaker.of("webhook-endpoint", breakers)));
        if (rate != null && lane.rate == null) {
            lane.tokens = rate;
        }
        lane.rate = rate;
        lane.tokens = Math.max(0, lane.tokens - 1);
        lane.inFlight++;
        lane.probe = false;
        lane.used = System.nanoTime();
    }

    /** Gives back what the breakers let through and nothing was due for. */
    synchronized void claimed() {
        for (Lane lane : lanes.values()) {
            if (lane.probe) {
                lane.breaker.releasePermission();
                lane.probe = false;
            }
        }
    }

    synchronized void end(UUID endpoint, Outcome outcome, Duration duration) {
        Lane lane = lanes.get(endpoint);
        if (lane == null) {
            return;
        }
        lane.inFlight--;
        lane.used = System.nanoTime();
        // An answer that no repeat would change is about the event and not about the endpoint.
        lane.failing = outcome.verdict() == Outcome.Verdict.RETRY;
        if (lane.failing) {
            lane.breaker.onError(duration.toNanos(), TimeUnit.NANOSECONDS, new IllegalStateException("failed"));
        } else {
            lane.breaker.onSuccess(duration.toNanos(), TimeUnit.NANOSECONDS);
        }
    }
}
