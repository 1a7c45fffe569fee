package dev.statewave.context.bundle;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.MemoryBody;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A context bundle as clients see it.
 *
 * @param facts the profile facts, and behind them the summaries
 * @param receiptId null: no receipt was written
 * @param partial what had to be done without, such as {@code vectors}; null where nothing had to
 * @param candidates what could have stood in it, best first; null where nobody asked
 */
public record ContextBody(
        String subjectId,
        String task,
        List<MemoryBody> facts,
        List<EpisodeBody> episodes,
        List<MemoryBody> procedures,
        Provenance provenance,
        String assembledContext,
        int tokenEstimate,
        List<Session> sessions,
        @Nullable String receiptId,
        boolean receiptEmitted,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> partial,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Candidate> candidates) {

    /**
     * @param summaries and all else that is neither a fact nor a procedure
     * @param text the assembled context, with so many tokens
     */
    public static ContextBody of(
            ContextRequest request,
            List<MemoryBody> facts,
            List<MemoryBody> summaries,
            List<MemoryBody> procedures,
            List<EpisodeBody> episodes,
            String text,
            int tokens) {
        return new ContextBody(
                request.subject(),
                request.task(),
                Stream.concat(facts.stream(), summaries.stream()).toList(),
                episodes,
                procedures,
                new Provenance(
                        ids(facts),
                        ids(summaries),
                        ids(procedures),
                        episodes.stream()
                                .map(episode -> episode.id().toString())
                                .toList()),
                text,
                tokens,
                Session.of(episodes),
                null,
                false,
                null,
                null);
    }

    /** The same, which was made without something. */
    public ContextBody without(String part) {
        return with(List.of(part), candidates);
    }

    /** The same, explained. */
    public ContextBody explainedBy(List<Candidate> explained) {
        return with(partial, explained);
    }

    /** The same, without an explanation. */
    ContextBody unexplained() {
        return with(partial, null);
    }

    /** @param id null where no receipt was written */
    ContextBody withReceipt(@Nullable String id) {
        return new ContextBody(
                subjectId,
                task,
                facts,
                episodes,
                procedures,
                provenance,
                assembledContext,
                tokenEstimate,
                sessions,
                id,
                id != null,
                partial,
                candidates);
    }

    private ContextBody with(@Nullable List<String> missing, @Nullable List<Candidate> explained) {
        return new ContextBody(
                subjectId,
                task,
                facts,
                episodes,
                procedures,
                provenance,
                assembledContext,
                tokenEstimate,
                sessions,
                receiptId,
                receiptEmitted,
                missing,
                explained);
    }

    private static List<String> ids(List<MemoryBody> memories) {
        return memories.stream().map(memory -> memory.id().toString()).toList();
    }

    /** Ids of what is in it, in the order in which it was taken. */
    public record Provenance(
            List<String> factIds, List<String> summaryIds, List<String> procedureIds, List<String> episodeIds) {}

    /** A session that included episodes belong to. */
    public record Session(String sessionId, int episodeCount, Instant firstAt, Instant lastAt) {

        private static List<Session> of(List<EpisodeBody> episodes) {
            var sessions = new LinkedHashMap<String, Session>();
            for (EpisodeBody episode : episodes) {
                if (episode.sessionId() != null) {
                    sessions.merge(
                            episode.sessionId(),
                            new Session(episode.sessionId(), 1, episode.createdAt(), episode.createdAt()),
                            Session::with);
                }
            }
            return List.copyOf(sessions.values());
        }

        private Session with(Session one) {
            return new Session(
                    sessionId,
                    episodeCount + one.episodeCount,
                    firstAt.isBefore(one.firstAt) ? firstAt : one.firstAt,
                    lastAt.isAfter(one.lastAt) ? lastAt : one.lastAt);
        }
    }
}
