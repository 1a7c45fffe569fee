package dev.statewave.gateway.limits;

import reactor.core.publisher.Mono;

/** Counts requests. */
interface RateLimiter {

    /** Spends one request of a budget. Emits 0, or the seconds to wait if the budget is used up; never an error. */
    Mono<Integer> take(Budget budget);
}
