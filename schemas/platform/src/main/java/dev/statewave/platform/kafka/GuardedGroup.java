package dev.statewave.platform.kafka;

import java.util.List;

/**
 * A consumer group of another deployable whose unread records must not be deleted by retention. Those of
 * {@link WatchedGroup} are guarded too.
 *
 * @param topics what it reads
 */
public record GuardedGroup(String name, List<String> topics) {

    public GuardedGroup {
        topics = List.copyOf(topics);
    }
}
