package dev.statewave.context.events;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The latest events, for all readers of this process. Bounded in number and bytes: the oldest make room. */
final class EventBuffer {

    static final int MOST = 10_000;
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private static final class Partition {
        private final NavigableMap<Long, PublicEvent> events = new TreeMap<>();
        /** From here on nothing is missing. */
        private long start;
        /** The offset that is read next. */
        private long end;
    }

    private final Map<Integer, Partition> partitions = new HashMap<>();
    private final Deque<PublicEvent> byAge = new ArrayDeque<>();
    private long bytes;

    /** Begins anew: events from these offsets on will follow. */
    synchronized void begin(Map<Integer, Long> offsets) {
        partitions.clear();
        byAge.clear();
        bytes = 0;
        offsets.forEach((number, offset) -> {
            var partition = new Partition();
            partition.start = offset;
            partition.end = offset;
            partitions.put(number, partition);
        });
    }

    /** @param event null where the record is none of ours */
    synchronized void add(int number, long offset, @Nullable PublicEvent event) {
        Partition partition = partitions.get(number);
        if (partition == null) {
            return;
        }
        partition.end = offset + 1;
        if (event == null) {
            return;
        }
        partition.events.put(offset, event);
        byAge.add(event);
        bytes += event.bytes();
        while (byAge.size() > MOST || bytes > MOST_BYTES) {
            PublicEvent oldest = byAge.remove();
            bytes -= oldest.bytes();
            Partition of = partitions.get(oldest.partition());
            if (of != null) {
                of.events.remove(oldest.offset());
                of.start = oldest.offset() + 1;
            }
        }
    }

    /** The place behind all that was read. */
    synchronized EventCursor end() {
        var offsets = new HashMap<Integer, Long>();
        partitions.forEach((number, partition) -> offsets.put(number, partition.end));
        return new EventCursor(offsets);
    }

    /** The partitions of which events are asked that are no longer here, with the offset of the first one that is. */
    synchronized Map<Integer, Long> missing(EventCursor from) {
        var missing = new HashMap<Integer, Long>();
        partitions.forEach((number, partition) -> {
            if (from.at(number) < partition.start) {
                missing.put(number, partition.start);
            }
        });
        return missing;
    }

    synchronized EventPage page(EventCursor from, EventFilter filter, int limit) {
        var page = new EventPageBuilder(from, filter, limit);
        List<Integer> order = new ArrayList<>(partitions.keySet());
        if (!order.isEmpty()) {
            // Another one first each time, so that a busy partition does not keep the others from being read.
            long sum =
                    from.offsets().values().stream().mapToLong(Long::longValue).sum();
            Collections.rotate(order, (int) Math.floorMod(sum, (long) order.size()));
        }
        for (int number : order) {
            Partition partition = partitions.get(number);
            if (partition == null) {
                continue;
            }
            for (PublicEvent event : partition.events.tailMap(from.at(number)).values()) {
                if (page.isFull()) {
                    return page.page(true);
                }
                page.add(event);
            }
            page.passed(number, partition.end - 1);
        }
        return page.page(false);
    }
}
