package dev.statewave.context.sla;

import dev.statewave.context.store.ResolutionStatus;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.ResolutionBody;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The SLA figures of the v1 contract, over the sessions that have episodes, in the order in which they began. */
final class SlaSummary {

    private static final Set<String> USER =
            Set.of("user", "chat", "support-chat", "support_chat", "customer", "manual_input");
    private static final Set<String> AGENT = Set.of("assistant", "agent", "system", "tool", "support", "staff");

    /** The status of a session without a resolution. */
    private static final String UNKNOWN = "unknown";

    private SlaSummary() {}

    /** @param episodes oldest first */
    static SlaBody of(
            String subject,
            List<EpisodeBody> episodes,
            List<ResolutionBody> resolutions,
            double responseSeconds,
            double resolutionSeconds,
            Instant now) {
        Map<String, List<EpisodeBody>> bySession = episodes.stream()
                .filter(episode -> episode.sessionId() != null)
                .collect(Collectors.groupingBy(EpisodeBody::sessionId, LinkedHashMap::new, Collectors.toList()));
        Map<String, ResolutionBody> resolved = resolutions.stream()
                .collect(Collectors.toMap(
                        ResolutionBody::sessionId, resolution -> resolution, (newest, older) -> newest));
        List<SlaBody.Session> sessions = bySession.entrySet().stream()
                .map(entry -> session(
                        entry.getKey(),
                        entry.getValue(),
                        resolved.get(entry.getKey()),
                        responseSeconds,
                        resolutionSeconds,
                        now))
                .toList();
        return new SlaBody(
                subject,
                sessions.size(),
                count(sessions, ResolutionStatus.RESOLVED),
                count(sessions, ResolutionStatus.OPEN),
                average(sessions, SlaBody.Session::firstResponseSeconds),
                average(sessions, SlaBody.Session::resolutionSeconds),
                (int) sessions.stream()
                        .filter(SlaBody.Session::firstResponseBreached)
                        .count(),
                (int) sessions.stream()
                        .filter(SlaBody.Session::resolutionBreached)
                        .count(),
                sessions);
    }

    private static SlaBody.Session session(
            String id,
            List<EpisodeBody> episodes,
            @Nullable ResolutionBody resolution,
            double responseLimit,
            double resolutionLimit,
            Instant now) {
        Instant asked = first(episodes, USER, Instant.MIN);
        Instant answered = first(episodes, AGENT, asked == null ? Instant.MIN : asked);
        Instant resolvedAt = resolution == null || asked == null ? null : resolution.resolvedAt();
        Double response = asked == null || answered == null ? null : seconds(asked, answered);
        Double untilResolved = asked == null || resolvedAt == null ? null : seconds(asked, resolvedAt);
        String status = resolution == null ? UNKNOWN : resolution.status();
        return new SlaBody.Session(
                id,
                status,
                text(asked == null ? episodes.getFirst().createdAt() : asked),
                text(answered),
                text(resolvedAt),
                response,
                untilResolved,
                ResolutionStatus.OPEN.wire().equals(status) && asked != null ? seconds(asked, now) : null,
                response != null && response > responseLimit,
                untilResolved != null && untilResolved > resolutionLimit);
    }

    private static @Nullable Instant first(List<EpisodeBody> episodes, Set<String> sources, Instant from) {
        return episodes.stream()
                .filter(episode -> sources.contains(episode.source())
                        && !episode.createdAt().isBefore(from))
                .map(EpisodeBody::createdAt)
                .findFirst()
                .orElse(null);
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }

    private static int count(List<SlaBody.Session> sessions, ResolutionStatus status) {
        return (int) sessions.stream()
                .filter(session -> status.wire().equals(session.status()))
                .count();
    }

    private static @Nullable Double average(
            List<SlaBody.Session> sessions, Function<SlaBody.Session, @Nullable Double> figure) {
        var average = sessions.stream()
                .map(figure)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
        return average.isPresent() ? average.getAsDouble() : null;
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : WireTime.formatWithOffset(time);
    }
}
