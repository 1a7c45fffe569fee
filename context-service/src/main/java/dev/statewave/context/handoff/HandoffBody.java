package dev.statewave.context.handoff;

import dev.statewave.context.health.HealthBody.Factor;
import dev.statewave.context.health.HealthState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the next one in charge of a session should know, as clients see it.
 *
 * @param handoffNotes the same as a brief to read, within the budget of tokens
 * @param receiptId null: no receipt was written
 */
public record HandoffBody(
        String subjectId,
        String sessionId,
        String reason,
        Instant generatedAt,
        String customerSummary,
        String activeIssue,
        List<String> attemptedSteps,
        List<String> keyFacts,
        List<Outcome> resolutionHistory,
        List<String> recentContext,
        int healthScore,
        HealthState healthState,
        List<Factor> healthFactors,
        String handoffNotes,
        int tokenEstimate,
        Provenance provenance,
        @Nullable String receiptId,
        boolean receiptEmitted) {

    /** @param id null where no receipt was written */
    HandoffBody withReceipt(@Nullable String id) {
        return new HandoffBody(
                subjectId,
                sessionId,
                reason,
                generatedAt,
                customerSummary,
                activeIssue,
                attemptedSteps,
                keyFacts,
                resolutionHistory,
                recentContext,
                healthScore,
                healthState,
                healthFactors,
                handoffNotes,
                tokenEstimate,
                provenance,
                id,
                id != null);
    }

    /** How a session ended, or that it has not. */
    public record Outcome(
            String sessionId,
            String status,
            @Nullable String summary,
            @Nullable Instant resolvedAt) {}

    /** Ids of all that the brief was made of. */
    public record Provenance(
            List<String> factIds,
            List<String> episodeIds,
            List<String> resolutionIds,
            List<String> contextEpisodeIds) {}
}
