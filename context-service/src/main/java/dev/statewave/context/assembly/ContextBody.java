package dev.statewave.context.assembly;

import dev.statewave.schemas.rest.EpisodeBody;
import dev.statewave.schemas.rest.MemoryBody;
import java.time.Instant;
import java.util.List;

/**
 * A context bundle as clients see it.
 *
 * @param facts the profile facts, and behind them the summaries
 * @param receiptId null: no receipt was written
 */
public record ContextBody(String subjectId, String task, List<MemoryBody> facts, List<EpisodeBody> episodes, List<MemoryBody> procedures,
        Provenance provenance, String assembledContext, int tokenEstimate, List<Session> sessions, String receiptId, boolean receiptEmitted) {

    /** Ids of what is in it, in the order in which it was taken. */
    public record Provenance(List<String> factIds, List<String> summaryIds, List<String> procedureIds, List<String> episodeIds) {}

    /** A session that included episodes belong to. */
    public record Session(String sessionId, int episodeCount, Instant firstAt, Instant lastAt) {}
}
