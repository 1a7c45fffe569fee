package dev.statewave.context.sla;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How fast a subject was answered and helped, as clients see it. Times are texts with {@code +00:00}; durations are
 * seconds.
 *
 * @param avgFirstResponseSeconds null where there is nothing to average, as {@code avgResolutionSeconds}
 */
public record SlaBody(
        String subjectId,
        int totalSessions,
        int resolvedSessions,
        int openSessions,
        @Nullable Double avgFirstResponseSeconds,
        @Nullable Double avgResolutionSeconds,
        int firstResponseBreachCount,
        int resolutionBreachCount,
        List<Session> sessions) {

    /** @param status of the session's resolution; {@code unknown} where there is none */
    public record Session(
            String sessionId,
            String status,
            @Nullable String firstMessageAt,
            @Nullable String firstResponseAt,
            @Nullable String resolvedAt,
            @Nullable Double firstResponseSeconds,
            @Nullable Double resolutionSeconds,
            @Nullable Double openDurationSeconds,
            boolean firstResponseBreached,
            boolean resolutionBreached) {}
}
