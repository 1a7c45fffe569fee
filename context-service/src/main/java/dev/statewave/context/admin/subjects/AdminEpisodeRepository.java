package dev.statewave.context.admin.subjects;

import dev.statewave.context.admin.AdminRows;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.EpisodeRow;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The episodes of a subject as operators list them. */
@Component
class AdminEpisodeRepository {

    private static final String LISTED = " FROM episodes WHERE {subject}{visible_episode}{session}{type}{search}{ids}";
    private static final String PAGE = "SELECT " + EpisodeRow.COLUMNS + LISTED
            + " ORDER BY created_at DESC, log_offset DESC, id LIMIT :limit OFFSET :offset";
    private static final String TOTAL =
            "SELECT count(*) AS total FROM (SELECT" + LISTED + " LIMIT " + AdminRows.MAX_TOTAL + ") counted";

    private final ScopedReads database;

    AdminEpisodeRepository(ScopedReads database) {
        this.database = database;
    }

    record Body(
            UUID id,
            @Nullable String sessionId,
            String source,
            String type,
            JsonNode payload,
            JsonNode metadata,
            JsonNode provenance,
            String createdAt) {

        static Body of(EpisodeBody episode) {
            return new Body(
                    episode.id(),
                    episode.sessionId(),
                    episode.source(),
                    episode.type(),
                    episode.payload(),
                    episode.metadata(),
                    episode.provenance(),
                    WireTime.formatWithOffset(episode.createdAt()));
        }
    }

    record Page(List<Body> episodes, long total, int limit, int offset) {}

    /**
     * The newest first.
     *
     * @param view what the caller is shown
     * @param session null for all, as the other filters
     * @param pattern for {@code ILIKE}, of the payload's text, type, source and session
     */
    Mono<Page> list(
            String subject,
            @Nullable String tenant,
            PolicyView view,
            @Nullable String session,
            @Nullable String type,
            @Nullable String pattern,
            UUID @Nullable [] ids,
            int limit,
            int offset) {
        var page = filtered(PAGE, subject, tenant, view, session, type, pattern, ids)
                .bind("limit", limit)
                .bind("offset", offset)
                .read(EpisodeRow::read);
        var total = filtered(TOTAL, subject, tenant, view, session, type, pattern, ids)
                .read(AdminRows::total);
        return database.together(TenantScope.ofReader(tenant), List.of(page, total))
                .map(found -> new Page(
                        found.of(page).stream().map(Body::of).toList(),
                        found.of(total).getFirst(),
                        limit,
                        offset));
    }

    /** How many a session has. */
    Mono<Long> countOfSession(String subject, @Nullable String tenant, PolicyView view, String session) {
        return filtered(TOTAL, subject, tenant, view, session, null, null, null)
                .run(database, AdminRows::total)
                .single();
    }

    private static SqlQuery filtered(
            String sql,
            String subject,
            @Nullable String tenant,
            PolicyView view,
            @Nullable String session,
            @Nullable String type,
            @Nullable String pattern,
            UUID @Nullable [] ids) {
        return SqlQuery.of(sql)
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .optional("session", " AND session_id = :session", session)
                .optional("type", " AND type = :type", type)
                .optional(
                        "search",
                        " AND (payload::text ILIKE :search OR type ILIKE :search OR source ILIKE :search"
                                + " OR session_id ILIKE :search)",
                        pattern)
                .optional("ids", " AND id = ANY (:ids)", ids);
    }
}
