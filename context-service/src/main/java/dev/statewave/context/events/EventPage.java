package dev.statewave.context.events;

import java.util.List;

/**
 * What was found from a place on.
 *
 * @param next where to read on
 * @param more whether there was more to look at, whether or not it fits
 */
record EventPage(List<Found> events, EventCursor next, boolean more) {

    /** @param after the place behind the event */
    record Found(EventBody body, EventCursor after) {}
}
