package dev.statewave.context.admin.subjects;

import dev.statewave.context.sla.SlaBody;
import dev.statewave.context.sla.SubjectSla;
import dev.statewave.context.store.EpisodeRepository;
import dev.statewave.context.store.ResolutionRepository;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.ResolutionBody;
import dev.statewave.platform.policy.PolicyView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What happened in a session, with its resolution in its place. */
@Component
class SessionTimeline {

    private static final double RESPONSE_MINUTES = 5;
    private static final double RESOLUTION_HOURS = 24;

    private final EpisodeRepository episodes;
    private final AdminEpisodeRepository counts;
    private final AdminMemoryRepository memories;
    private final ResolutionRepository resolutions;
    private final SubjectSla sla;

    SessionTimeline(
            EpisodeRepository episodes,
            AdminEpisodeRepository counts,
            AdminMemoryRepository memories,
            ResolutionRepository resolutions,
            SubjectSla sla) {
        this.episodes = episodes;
        this.counts = counts;
        this.memories = memories;
        this.resolutions = resolutions;
        this.sla = sla;
    }

    /** One thing that happened: {@link EpisodeEvent} or {@link ResolutionEvent}. */
    sealed interface Event {}

    record EpisodeEvent(
            String eventType,
            UUID id,
            String source,
            String type,
            JsonNode payload,
            JsonNode metadata,
            JsonNode provenance,
            String createdAt,
            long citingMemoryCount)
            implements Event {}

    record ResolutionEvent(String eventType, String resolvedAt, String status) implements Event {}

    /** @param episodeCount of all episodes, which may be more than the events */
    record Body(
            String sessionId,
            String status,
            @Nullable String firstMessageAt,
            @Nullable String firstResponseAt,
            @Nullable String resolvedAt,
            @Nullable Double firstResponseSeconds,
            @Nullable Double resolutionSeconds,
            boolean firstResponseBreached,
            boolean resolutionBreached,
            long episodeCount,
            List<Event> events) {}

    /** Without events for a session that nobody knows. */
    Mono<Body> read(String subject, @Nullable String tenant, PolicyView view, String session, int limit) {
        Mono<Optional<SlaBody.Session>> figures = sla.ofSession(
                        subject, tenant, session, RESPONSE_MINUTES, RESOLUTION_HOURS)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
        Mono<Optional<ResolutionBody>> resolution = resolutions
                .ofSession(subject, tenant, session)
                .next()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty());
        Mono<List<EpisodeBody>> happened =
                episodes.ofSession(subject, tenant, view, session, limit).collectList();
        return Mono.zip(figures, resolution, happened, counts.countOfSession(subject, tenant, view, session))
                .flatMap(found -> memories.citations(
                                subject,
                                tenant,
                                view,
                                found.getT3().stream().map(EpisodeBody::id).toList())
                        .map(citations -> body(
                                session,
                                found.getT1().orElse(null),
                                found.getT2().orElse(null),
                                found.getT4(),
                                events(found.getT3(), found.getT2().orElse(null), citations))));
    }

    private static Body body(
            String session,
            SlaBody.@Nullable Session figures,
            @Nullable ResolutionBody resolution,
            long episodeCount,
            List<Event> events) {
        if (figures == null) {
            String resolvedAt = resolution == null || resolution.resolvedAt() == null
                    ? null
                    : WireTime.formatWithOffset(resolution.resolvedAt());
            return new Body(
                    session,
                    resolution == null ? "open" : "resolved",
                    null,
                    null,
                    resolvedAt,
                    null,
                    null,
                    false,
                    false,
                    episodeCount,
                    events);
        }
        return new Body(
                session,
                figures.status(),
                figures.firstMessageAt(),
                figures.firstResponseAt(),
                figures.resolvedAt(),
                figures.firstResponseSeconds(),
                figures.resolutionSeconds(),
                figures.firstResponseBreached(),
                figures.resolutionBreached(),
                episodeCount,
                events);
    }

    /** Oldest first; the resolution stands before the first episode that is later. */
    static List<Event> events(
            List<EpisodeBody> episodes, @Nullable ResolutionBody resolution, Map<UUID, Long> citations) {
        var events = new ArrayList<Event>(episodes.size() + 1);
        Instant resolvedAt = resolution == null ? null : resolution.resolvedAt();
        int place = resolvedAt == null
                ? -1
                : (int) episodes.stream()
                        .takeWhile(episode -> !episode.createdAt().isAfter(resolvedAt))
                        .count();
        for (EpisodeBody episode : episodes) {
            events.add(new EpisodeEvent(
                    "episode",
                    episode.id(),
                    episode.source(),
                    episode.type(),
                    episode.payload(),
                    episode.metadata(),
                    episode.provenance(),
                    WireTime.formatWithOffset(episode.createdAt()),
                    citations.getOrDefault(episode.id(), 0L)));
        }
        if (resolution != null && resolvedAt != null) {
            events.add(
                    place,
                    new ResolutionEvent("resolution", WireTime.formatWithOffset(resolvedAt), resolution.status()));
        }
        return events;
    }
}
