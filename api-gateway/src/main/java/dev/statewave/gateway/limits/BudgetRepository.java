package dev.statewave.gateway.limits;

import java.time.Instant;
import reactor.core.publisher.Mono;

/** Where the gateways share their budgets. */
interface BudgetRepository {

    /**
     * Takes a slice of what is left of a budget in a minute, small enough that others get theirs. Never more than is
     * left.
     *
     * @return how many requests; 0 where nothing is left
     */
    Mono<Integer> lease(Budget budget, Instant minute);

    /** Forgets the minutes before this one. */
    Mono<Void> forgetBefore(Instant minute);
}
