package dev.statewave.context.admin.subjects;

import dev.statewave.context.admin.AdminRows;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.postgres.ScopedReads;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** How much there is of a subject; zeros for one that does not exist. */
@Component
class SubjectSummaryRepository {

    private static final String FIND = """
            SELECT coalesce(sum(a.episodes), 0)::bigint AS episodes, coalesce(sum(a.sessions), 0)::bigint AS sessions,
                min(a.first_episode_at) AS first_seen_at, max(a.last_episode_at) AS last_activity_at,
                CASE WHEN count(*) = 1 THEN min(a.tenant_id) END AS tenant_id,
                (SELECT coalesce(sum(m.memories), 0)::bigint FROM subject_memories m WHERE {subject m}) AS memories,
                (SELECT count(*) FROM resolutions r WHERE {subject r}) AS resolutions
            FROM subject_activity a WHERE {subject a}""";

    private final ScopedReads database;

    SubjectSummaryRepository(ScopedReads database) {
        this.database = database;
    }

    /**
     * Of a subject, or of all subjects of this name where no tenant was named.
     *
     * @param onlyTenant the tenant of the subject, where it is the only one that has it and has a name
     */
    record Found(
            long episodes,
            long memories,
            long sessions,
            @Nullable String firstSeenAt,
            @Nullable String lastActivityAt,
            @Nullable String onlyTenant) {}

    /** @param tenant null for all */
    Mono<Found> find(String subject, @Nullable String tenant) {
        return SqlQuery.of(FIND)
                .ofSubject(subject, tenant)
                .run(
                        database,
                        row -> new Found(
                                row.get("episodes", Long.class),
                                row.get("memories", Long.class),
                                // A session that was only ever resolved is one too.
                                Math.max(row.get("sessions", Long.class), row.get("resolutions", Long.class)),
                                AdminRows.time(row, "first_seen_at"),
                                AdminRows.time(row, "last_activity_at"),
                                AdminRows.tenant(row)))
                .single();
    }
}
