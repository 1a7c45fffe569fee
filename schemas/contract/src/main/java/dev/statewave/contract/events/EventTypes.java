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

    /** Deliveries to an endpoint fail for some time. */
    public static final String ENDPOINT_FAILING = "endpoint.failing";
    /** Nothing is delivered to an endpoint any more. */
    public static final String ENDPOINT_DISABLED = "endpoint.disabled";
    /** A delivery to an endpoint was given up. */
    public static final String MESSAGE_EXHAUSTED = "message.exhausted";
    /** Sent to one endpoint where somebody asks for it. */
    public static final String WEBHOOK_TEST = "webhook.test";

    /** About endpoints: only those are told that name them, and they are on no topic. */
    public static final Set<String> OPERATIONAL =
            new TreeSet<>(Set.of(ENDPOINT_FAILING, ENDPOINT_DISABLED, MESSAGE_EXHAUSTED));

    public static final Set<String> ALL = new TreeSet<>(Set.of(
            EPISODE_CREATED,
            EPISODES_BATCH_CREATED,
            MEMORIES_COMPILED,
            SUBJECT_DELETED,
            SUBJECT_HEALTH_DEGRADED,
            SUBJECT_HEALTH_IMPROVED));

    private EventTypes() {}
}
