package dev.statewave.ingest.consumers;

import dev.statewave.contract.topics.ConsumerRole;
import org.jspecify.annotations.Nullable;

/** Which groups may read records a second time. */
final class ResetRules {

    private ResetRules() {}

    /** Why the group is not reset; null where it may be. */
    static @Nullable String obstacle(ConsumerRole group) {
        return switch (group) {
            // An ended job is not done twice, and a subject without anything new is passed over; vectors that are there
            // stay; a receipt that is there stays.
            case COMPILER, EMBEDDER, RECEIPTS -> null;
            case WRITER ->
                "The writer goes by its own positions in PostgreSQL (log_positions), which move with the rows that it"
                        + " writes: an earlier offset changes nothing. Redrive dead letters instead.";
            case TRIGGER ->
                "The trigger keeps in a store of its own what it has seen: an earlier offset does not fit to it. "
                        + "Compile the subjects that wait (POST /v1/memories/compile) instead.";
            case NORMALIZER ->
                "A repeat would record each episode without an idempotency key a second time. "
                        + "Redrive dead letters instead.";
            case FAN_OUT, DELIVERIES, DELIVERY_RETRIES_1, DELIVERY_RETRIES_2, DELIVERY_RETRIES_3, DELIVERY_RETRIES_4 ->
                "A repeat would deliver webhooks again whose state is no longer kept. Redrive dead letters instead.";
        };
    }
}
