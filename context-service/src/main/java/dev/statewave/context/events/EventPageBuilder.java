package dev.statewave.context.events;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/** Collects a page and keeps the place up to which it has looked. */
final class EventPageBuilder {

    private final EventFilter filter;
    private final int limit;
    private final Map<Integer, Long> offsets;
    private final List<EventPage.Found> found = new ArrayList<>();

    EventPageBuilder(EventCursor from, EventFilter filter, int limit) {
        this.filter = filter;
        this.limit = limit;
        this.offsets = new HashMap<>(from.offsets());
    }

    boolean isFull() {
        return found.size() >= limit;
    }

    /** Only while it is not full. */
    void add(PublicEvent event) {
        passed(event.partition(), event.offset());
        if (!filter.fits(event)) {
            return;
        }
        try {
            found.add(new EventPage.Found(event.body(), new EventCursor(offsets)));
        } catch (JacksonException e) {
            // No event of ours, and nobody could read it.
        }
    }

    /** There is nothing to be found up to and with this offset. */
    void passed(int partition, long offset) {
        offsets.merge(partition, offset + 1, Math::max);
    }

    EventPage page(boolean more) {
        return new EventPage(found, new EventCursor(offsets), more || isFull());
    }
}
