package dev.statewave.context.bundle;

import com.fasterxml.jackson.annotation.JsonIgnore;
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
 * @param asOf the moment whose knowledge it has; null for the present
 * @param validAt the moment at which its memories are true in the world; null where nobody asked
 * @param erasedAt when the subject was erased, if that was after {@code asOf}: what was known then is gone
 * @param candidates what could have stood in it, best first; null where nobody asked
 * @param embeddingModel whose vectors the task was compared with; null for none
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
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant asOf,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant validAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant erasedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Candidate> candidates,
        @JsonIgnore @Nullable String embeddingModel) {

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
                request.asOf() == null ? null : request.asOf().knownAt(),
                request.asOf() == null ? null : request.asOf().validAt(),
                null,
                null,
                null);
    }

    /** The same, which was made without something. */
    public ContextBody without(String part) {
        List<String> parts = partial == null
                ? List.of(part)
                : Stream.concat(partial.stream(), Stream.of(part)).toList();
        return with(receiptId, parts, erasedAt, candidates, embeddingModel);
    }

    /** The same, explained. */
    public ContextBody explainedBy(List<Candidate> explained) {
        return with(receiptId, partial, erasedAt, explained, embeddingModel);
    }

    /** The same, with the model whose vectors the task was compared with. */
    public ContextBody comparedBy(@Nullable String model) {
        return with(receiptId, partial, erasedAt, candidates, model);
    }

    /** The same, of a subject that was erased since. */
    public ContextBody erasedAt(Instant at) {
        return with(receiptId, partial, at, candidates, embeddingModel);
    }

    /** The same, without an explanation. */
    ContextBody unexplained() {
        return with(receiptId, partial, erasedAt, null, embeddingModel);
    }

    /** @param id null where no receipt was written */
    ContextBody withReceipt(@Nullable String id) {
        return with(id, partial, erasedAt, candidates, embeddingModel);
    }

    private ContextBody with(
            @Nullable String receipt,
            @Nullable List<String> missing,
            @Nullable Instant erased,
            @Nullable List<Candidate> explained,
            @Nullable String model) {
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
                receipt,
                receipt != null,
                missing,
                asOf,
                validAt,
                erased,
                explained,
                model);
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
