package dev.statewave.contract.events;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something that happened, as the write-ahead log carries it: emitted by {@code pg_logical_emit_message} in the
 * transaction that made it true, always as a JSON array of these.
 *
 * @param id the same on every delivery
 * @param type one of {@link EventTypes}
 * @param tenant null for none
 * @param subject null where it is about several
 * @param requestId the request that caused it; null where there was none
 * @param traceparent the trace that it is of, as the W3C Trace Context writes it; null where there is none
 */
public record StatewaveEvent(
        UUID id,
        String type,
        @Nullable String tenant,
        @Nullable String subject,
        Instant time,
        ObjectNode data,
        @Nullable String requestId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String traceparent) {

    /** The prefix of our messages in the write-ahead log. */
    public static final String WAL_PREFIX = "statewave";
    /** The replication slot that holds back what has not been published yet. */
    public static final String REPLICATION_SLOT = "statewave_events";
    /** A publication without tables: it carries messages only. */
    public static final String PUBLICATION = "statewave_events";
}
