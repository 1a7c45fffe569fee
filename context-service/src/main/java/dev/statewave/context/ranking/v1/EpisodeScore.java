package dev.statewave.context.ranking.v1;

import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.text.PayloadText;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a raw episode is worth for a task: the sum of the signals of the v1 contract. */
final class EpisodeScore {

    private static final Set<String> ACTION_SOURCES = Set.of("assistant", "agent", "tool", "system");
    private static final Set<String> ACTION_TYPES = Set.of("action", "tool_call", "resolution_attempt");
    private static final List<String> URGENT = List.of(
            "urgent",
            "critical",
            "blocked",
            "deadline",
            "asap",
            "emergency",
            "breaking",
            "outage",
            "downtime",
            "compliance",
            "sla",
            "escalat",
            "immediately",
            "production down",
            "p0",
            "p1",
            "severity");
    private static final int CHATTER = 20;

    private final Set<String> task;
    private final Recency recency;
    private final Sessions sessions;

    EpisodeScore(String task, Recency recency, Sessions sessions) {
        this.task = Words.of(task);
        this.recency = recency;
        this.sessions = sessions;
    }

    double of(EpisodeBody episode) {
        String text = PayloadText.of(episode.payload());
        return 3
                + recency.of(episode.createdAt())
                + MemoryScore.overlap(task, text)
                + sessions.of(episode.sessionId())
                + (action(episode) ? 2 : 0)
                + (urgent(text) ? 2 : 0)
                - (chatter(text) ? 2 : 0);
    }

    private static boolean action(EpisodeBody episode) {
        return ACTION_SOURCES.contains(episode.source()) || ACTION_TYPES.contains(episode.type());
    }

    private static boolean urgent(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return URGENT.stream().anyMatch(lower::contains);
    }

    private static boolean chatter(String text) {
        String trimmed = text.strip();
        return !text.isEmpty() && trimmed.codePointCount(0, trimmed.length()) < CHATTER;
    }
}
