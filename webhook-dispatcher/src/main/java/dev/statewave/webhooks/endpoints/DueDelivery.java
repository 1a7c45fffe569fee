package dev.statewave.webhooks.endpoints;

import dev.statewave.contract.events.EventTypes;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that this process has claimed, with what its endpoint was at that moment.
 *
 * @param tenant an empty text for none
 * @param attempts that were concluded
 * @param headers of the endpoint, as JSON
 * @param secrets of the endpoint, as JSON
 * @param rate attempts a second; null for no limit
 */
record DueDelivery(
        UUID id,
        String tenant,
        UUID endpoint,
        UUID eventId,
        @Nullable String subject,
        String event,
        int attempts,
        int maxAttempts,
        Instant createdAt,
        String body,
        String url,
        String headers,
        String secrets,
        @Nullable Integer rate,
        boolean fifo) {

    boolean isTest() {
        return event.equals(EventTypes.WEBHOOK_TEST);
    }

    /** About an endpoint, so that nothing is told of its own failures. */
    boolean isOperational() {
        return EventTypes.OPERATIONAL.contains(event);
    }
}
