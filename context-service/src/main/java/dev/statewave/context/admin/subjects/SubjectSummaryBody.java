package dev.statewave.context.admin.subjects;

import dev.statewave.context.health.HealthBody;
import dev.statewave.context.health.HealthState;
import dev.statewave.context.sla.SlaBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subject as operators see it.
 *
 * @param tenantId null where it has none, or where several tenants have a subject of this name
 */
record SubjectSummaryBody(String subjectId, @Nullable String tenantId, Summary summary, Health health, Sla sla) {

    record Summary(
            long episodeCount,
            long memoryCount,
            long sessionCount,
            @Nullable String firstSeenAt,
            @Nullable String lastActivityAt) {}

    record Health(int score, HealthState state, List<HealthBody.Factor> factors) {}

    record Sla(
            int totalSessions,
            int resolvedSessions,
            int openSessions,
            @Nullable Double avgFirstResponseSeconds,
            @Nullable Double avgResolutionSeconds,
            int firstResponseBreachCount,
            int resolutionBreachCount) {}

    /** @param tenant as it was asked for; null for all */
    static SubjectSummaryBody of(
            String subject,
            @Nullable String tenant,
            SubjectSummaryRepository.Found found,
            HealthBody health,
            SlaBody sla) {
        return new SubjectSummaryBody(
                subject,
                tenant == null ? found.onlyTenant() : tenant,
                new Summary(
                        found.episodes(),
                        found.memories(),
                        found.sessions(),
                        found.firstSeenAt(),
                        found.lastActivityAt()),
                new Health(health.score(), health.state(), health.factors()),
                new Sla(
                        sla.totalSessions(),
                        sla.resolvedSessions(),
                        sla.openSessions(),
                        sla.avgFirstResponseSeconds(),
                        sla.avgResolutionSeconds(),
                        sla.firstResponseBreachCount(),
                        sla.resolutionBreachCount()));
    }
}
