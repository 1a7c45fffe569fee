package dev.statewave.platform.kafka;

import java.time.Duration;
import java.util.List;

/**
 * A consumer group whose lag is watched.
 *
 * @param topics what it reads, so that a group that never committed anything is seen too
 * @param stallAfter how long it may have work and commit nothing before it counts as stalled: longer than its slowest
 *     record takes; zero where its records wait on purpose, so that it never does
 */
public record WatchedGroup(String name, List<String> topics, Duration stallAfter) {

    private static final Duration STALL_AFTER = Duration.ofSeconds(30);

    public WatchedGroup {
        topics = List.copyOf(topics);
    }

    public static WatchedGroup of(String name, String topic) {
        return new WatchedGroup(name, List.of(topic), STALL_AFTER);
    }

    public static WatchedGroup slow(String name, String topic, Duration slowestRecord) {
        Duration longest = slowestRecord.compareTo(STALL_AFTER) > 0 ? slowestRecord : STALL_AFTER;
        return new WatchedGroup(name, List.of(topic), longest);
    }

    /** A group whose records wait on purpose: its lag is measured and it is never reported as stalled. */
    public static WatchedGroup waiting(String name, String topic) {
        return new WatchedGroup(name, List.of(topic), Duration.ZERO);
    }
}
