package dev.statewave.context.events;

import java.util.Set;

/**
 * Which events a reader wants.
 *
 * @param tenant an empty text for all
 * @param types empty for all
 * @param subjectPrefix empty for all
 */
record EventFilter(String tenant, Set<String> types, String subjectPrefix) {

    boolean fits(PublicEvent event) {
        String subject = event.subject();
        return (tenant.isEmpty() || tenant.equals(event.tenant()))
                && (types.isEmpty() || types.contains(event.type()))
                && (subjectPrefix.isEmpty() || subject != null && subject.startsWith(subjectPrefix));
    }
}
