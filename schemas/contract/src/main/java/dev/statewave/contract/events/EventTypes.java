package dev.statewave.contract.events;

import java.util.Set;
import java.util.TreeSet;

/** The names of all events that clients can be told of. */
public final class EventTypes {

    public static final String EPISODE_CREATED = "episode.created";
    public static final String EPISODES_BATCH_CREATED = "episodes.batch_created";
    public static final String MEMORIES_COMPILED = "memories.compiled";
    public static final String SUBJECT_DELETED = "subject.deleted";
    public static final String SUBJECT_HEALTH_DEGRADED = "subject.health_degraded";
    public static final String SUBJECT_HEALTH_IMPROVED = "subject.health_improved";

    public static final Set<String> ALL = new TreeSet<>(Set.of(
            EPISODE_CREATED,
            EPISODES_BATCH_CREATED,
            MEMORIES_COMPILED,
            SUBJECT_DELETED,
            SUBJECT_HEALTH_DEGRADED,
            SUBJECT_HEALTH_IMPROVED));

    private EventTypes() {}
}
