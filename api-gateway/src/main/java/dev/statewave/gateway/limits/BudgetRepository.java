package dev.statewave.gateway.limits;

import java.time.Instant;
import reactor.core.publisher.Mono;

/** The budgets that all gateways share. */
interface BudgetRepository {

    /**
     * Leases a slice of what is left of a budget in a minute, small enough to leave some for the other gateways.
     *
     * @return the number of requests; 0 if nothing is left
     */
    Mono<Integer> lease(Budget budget, Instant minute);

    /** Deletes the budgets of all minutes before this one. */
    Mono<Void> forgetBefore(Instant minute);
}
