package dev.statewave.webhooks.endpoints;

import dev.statewave.contract.events.EventTypes;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint wants to hear.
 *
 * @param tenant an empty text for none
 * @param eventTypes empty for all
 * @param subjectPrefix of the subjects that it wants to hear of; empty for all events
 * @param fifo whether an event waits for earlier ones of its subject
 */
record Subscription(UUID id, String tenant, Set<String> eventTypes, String subjectPrefix, boolean fifo) {

    boolean wants(String tenantOfEvent, String event, @Nullable String subject) {
        return tenant.equals(tenantOfEvent)
                && (eventTypes.isEmpty() ? EventTypes.ALL : eventTypes).contains(event)
                && (subjectPrefix.isEmpty() || subject != null && subject.startsWith(subjectPrefix));
    }
}
