package dev.statewave.context.health;

import dev.statewave.context.health.HealthBody.Factor;
import dev.statewave.context.store.ResolutionStatus;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.ResolutionBody;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The health score of the v1 contract: a hundred points, less what is wrong, plus what went well lately. */
final class HealthScore {

    private static final Set<String> USER = Set.of("user", "chat", "support-chat");
    private static final Set<String> AGENT = Set.of("assistant", "agent", "system", "tool");
    private static final double SAME_ISSUE = 0.3;
    private static final Duration RESOLUTION_LIMIT = Duration.ofHours(24);
    private static final double SLOW_RESPONSE_MINUTES = 10;
    private static final int RECENT_DAYS = 7;

    private final List<ResolutionBody> resolutions;
    private final List<EpisodeBody> episodes;
    private final Map<String, List<EpisodeBody>> sessions;
    private final Instant now;
    private final List<Factor> factors = new ArrayList<>();

    /**
     * @param resolutions the most recently updated first
     * @param episodes oldest first
     */
    private HealthScore(List<ResolutionBody> resolutions, List<EpisodeBody> episodes, Instant now) {
        this.resolutions = resolutions;
        this.episodes = episodes;
        this.sessions = episodes.stream()
                .filter(episode -> episode.sessionId() != null)
                .collect(Collectors.groupingBy(EpisodeBody::sessionId));
        this.now = now;
    }

    static HealthBody of(String subject, List<ResolutionBody> resolutions, List<EpisodeBody> episodes, Instant now) {
        var score = new HealthScore(resolutions, episodes, now);
        score.unresolvedIssues();
        score.repeatedIssues();
        score.escalations();
        score.idleOpenIssue();
        score.recentResolutions();
        score.resolutionRate();
        score.slowResolutions();
        score.slowFirstResponse();
        int points =
                Math.clamp(100 + score.factors.stream().mapToInt(Factor::impact).sum(), 0, 100);
        return new HealthBody(subject, points, HealthState.of(points), List.copyOf(score.factors));
    }

    private void unresolvedIssues() {
        long open = with(ResolutionStatus.OPEN).size();
        if (open > 0) {
            add("unresolved_issues", (int) -Math.min(45, 15 * open), open + " open session(s)");
        }
    }

    private void repeatedIssues() {
        Set<String> open = keywords(with(ResolutionStatus.OPEN));
        Set<String> resolved = keywords(with(ResolutionStatus.RESOLVED));
        if (open.isEmpty() || resolved.isEmpty()) {
            return;
        }
        long common = open.stream().filter(resolved::contains).count();
        if ((double) common / Math.min(open.size(), resolved.size()) >= SAME_ISSUE) {
            add("repeated_issues", -20, "Open issues resemble previously resolved ones");
        }
    }

    private Set<String> keywords(List<ResolutionBody> some) {
        var words = new HashSet<String>();
        some.forEach(resolution -> sessions.getOrDefault(resolution.sessionId(), List.of())
                .forEach(episode -> words.addAll(MessageWords.of(episode.payload()))));
        return words;
    }

    private void escalations() {
        long urgent = episodes.stream()
                .filter(episode -> MessageWords.urgent(episode.payload()))
                .count();
        if (urgent > 0) {
            add("escalations", (int) -Math.min(20, 10 * urgent), urgent + " episode(s) with urgency markers");
        }
    }

    private void idleOpenIssue() {
        for (ResolutionBody resolution : with(ResolutionStatus.OPEN)) {
            var last = sessions.getOrDefault(resolution.sessionId(), List.of()).stream()
                    .map(EpisodeBody::createdAt)
                    .max(Instant::compareTo);
            long days = last.map(at -> Duration.between(at, now).toDays()).orElse(0L);
            if (days >= RECENT_DAYS) {
                add("idle_open_issue", -15, "Session %s idle for %d days".formatted(resolution.sessionId(), days));
                return;
            }
        }
    }

    private void recentResolutions() {
        long recent = with(ResolutionStatus.RESOLVED).stream()
                .map(ResolutionBody::resolvedAt)
                .filter(Objects::nonNull)
                .filter(at -> Duration.between(at, now).toDays() <= RECENT_DAYS)
                .count();
        if (recent > 0) {
            add("recent_resolution", 10, recent + " session(s) resolved in last 7 days");
        }
    }

    private void resolutionRate() {
        int total = resolutions.size();
        int resolved = with(ResolutionStatus.RESOLVED).size();
        if (total >= 2 && (double) resolved / total >= 0.8) {
            add(
                    "high_resolution_rate",
                    10,
                    "%d%% sessions resolved (%d/%d)".formatted(Math.round(100.0 * resolved / total), resolved, total));
        }
    }

    private void slowResolutions() {
        long slow = with(ResolutionStatus.RESOLVED).stream()
                .filter(resolution -> resolution.resolvedAt() != null)
                .filter(resolution -> {
                    Instant asked = first(resolution.sessionId(), USER, Instant.MIN);
                    return asked != null
                            && Duration.between(asked, resolution.resolvedAt()).compareTo(RESOLUTION_LIMIT) > 0;
                })
                .count();
        if (slow > 0) {
            add(
                    "sla_resolution_breaches",
                    (int) -Math.min(20, 10 * slow),
                    slow + " session(s) exceeded 24h resolution SLA");
        }
    }

    private void slowFirstResponse() {
        var minutes = resolutions.stream()
                .map(resolution -> {
                    Instant asked = first(resolution.sessionId(), USER, Instant.MIN);
                    Instant answered = asked == null ? null : first(resolution.sessionId(), AGENT, asked);
                    return answered == null
                            ? null
                            : Duration.between(asked, answered).toMillis() / 60_000.0;
                })
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
        if (minutes.isPresent() && minutes.getAsDouble() > SLOW_RESPONSE_MINUTES) {
            add(
                    "slow_first_response",
                    -5,
                    String.format(
                            Locale.ROOT, "Avg first response %.1f min (threshold: 10 min)", minutes.getAsDouble()));
        }
    }

    private @Nullable Instant first(String session, Set<String> sources, Instant from) {
        return sessions.getOrDefault(session, List.of()).stream()
                .filter(episode -> sources.contains(episode.source())
                        && !episode.createdAt().isBefore(from))
                .map(EpisodeBody::createdAt)
                .findFirst()
                .orElse(null);
    }

    private List<ResolutionBody> with(ResolutionStatus status) {
        return resolutions.stream().filter(status::isOf).toList();
    }

    private void add(String signal, int impact, String detail) {
        factors.add(new Factor(signal, impact, detail));
    }
}
