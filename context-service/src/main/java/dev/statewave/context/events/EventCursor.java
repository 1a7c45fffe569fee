package dev.statewave.context.events;

import dev.statewave.contract.rest.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A place in the topic of events: of each partition the offset that is read next. It stays good when processes restart,
 * for as long as Kafka keeps the events.
 */
record EventCursor(Map<Integer, Long> offsets) {

    private static final int MOST_PARTITIONS = 10_000;

    EventCursor {
        offsets = Map.copyOf(offsets);
    }

    /** The offset of a partition; the beginning of one that was added since. */
    long at(int partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    String encoded() {
        String text = new TreeMap<>(offsets)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + ":" + entry.getValue())
                        .collect(Collectors.joining(","));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws ApiException 422 for what {@link #encoded} did not write */
    static EventCursor parse(String text) {
        try {
            String decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII);
            var offsets = new TreeMap<Integer, Long>();
            for (String entry : decoded.split(",")) {
                int colon = entry.indexOf(':');
                int partition = Integer.parseInt(entry, 0, Math.max(colon, 0), 10);
                long offset = Long.parseLong(entry.substring(colon + 1));
                if (partition < 0 || partition > MOST_PARTITIONS || offset < 0) {
                    throw new IllegalArgumentException("no such place");
                }
                offsets.put(partition, offset);
            }
            return new EventCursor(offsets);
        } catch (IllegalArgumentException e) {
            throw ApiException.of(
                    422, "invalid_cursor", "The cursor is none: send the next_cursor or the id of an event before.");
        }
    }
}
