package dev.statewave.context.ranking.v1;

import dev.statewave.context.store.ResolutionStatus;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.ResolutionBody;
import dev.statewave.contract.text.PayloadText;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the sessions that episodes belong to: how they stand, and whether the present issue was there
 * before.
 */
final class Sessions {

    private static final double REPEAT = 0.3;

    private final @Nullable String current;
    private final Map<String, ResolutionBody> resolutions = new HashMap<>();
    private final Map<String, Double> repeats = new HashMap<>();

    Sessions(String task, @Nullable String current, List<EpisodeBody> episodes, List<ResolutionBody> newestFirst) {
        this.current = current;
        newestFirst.forEach(resolution -> resolutions.putIfAbsent(resolution.sessionId(), resolution));
        findRepeats(task, episodes, newestFirst);
    }

    private void findRepeats(String task, List<EpisodeBody> episodes, List<ResolutionBody> newestFirst) {
        var words = new HashMap<String, Set<String>>();
        for (EpisodeBody episode : episodes) {
            if (episode.sessionId() != null) {
                words.computeIfAbsent(episode.sessionId(), id -> new HashSet<>())
                        .addAll(Words.ofIssue(PayloadText.of(episode.payload())));
            }
        }
        var issue = Words.ofIssue(task);
        issue.addAll(words.getOrDefault(current, Set.of()));
        if (issue.isEmpty()) {
            return;
        }
        var summaries = new HashMap<String, String>();
        newestFirst.stream()
                .filter(ResolutionStatus.RESOLVED::isOf)
                .limit(Candidates.RESOLVED_READ)
                .forEach(resolution ->
                        summaries.putIfAbsent(resolution.sessionId(), text(resolution.resolutionSummary())));
        words.forEach((session, said) -> {
            if (session.equals(current) || !resolved(session)) {
                return;
            }
            String summary = summaries.getOrDefault(session, "");
            var prior = new HashSet<>(said);
            prior.addAll(Words.ofIssue(summary));
            if ((double) Words.common(issue, prior) / issue.size() >= REPEAT) {
                repeats.put(session, summary.isEmpty() ? 4.0 : 6.0);
            }
        });
    }

    double of(@Nullable String session) {
        if (session == null) {
            return 0;
        }
        double value = session.equals(current) ? 6 : 0;
        value += resolved(session) ? -5 : 0;
        value += open(session) ? 4 : 0;
        return value + repeats.getOrDefault(session, 0.0);
    }

    private boolean resolved(String session) {
        ResolutionBody resolution = resolutions.get(session);
        return resolution != null && ResolutionStatus.RESOLVED.isOf(resolution);
    }

    /** Open is what still needs someone: with a status of open or of unresolved. */
    private boolean open(String session) {
        ResolutionBody resolution = resolutions.get(session);
        return resolution != null && !ResolutionStatus.RESOLVED.isOf(resolution);
    }

    private static String text(@Nullable String orNull) {
        return orNull == null ? "" : orNull;
    }
}
