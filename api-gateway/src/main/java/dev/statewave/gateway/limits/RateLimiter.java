package dev.statewave.gateway.limits;

import reactor.core.publisher.Mono;

/** Counts requests. */
interface RateLimiter {

    /**
     * Spends one request of a budget. Answers 0, or after how many seconds to come back where it is used up; never an
     * error.
     */
    Mono<Integer> take(Budget budget);
}
