package dev.statewave.context.store;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.EpisodeRow;
import dev.statewave.platform.postgres.ScopedReads;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** The episodes of a subject. */
@Component
public class EpisodeRepository {

    /** For readers that want every type. */
    public static final List<String> ALL_TYPES = List.of();

    private static final String SELECT = "SELECT " + EpisodeRow.COLUMNS + " FROM episodes WHERE ";
    private static final String NEWEST_FIRST = " ORDER BY created_at DESC, log_offset DESC";
    private static final String OLDEST_FIRST = " ORDER BY created_at, log_offset";
    /** The id makes the order total, so that no page shows an episode twice or leaves one out. */
    private static final String LATEST_FIRST = " ORDER BY occurred_at DESC, id DESC";

    private static final String EARLIEST_FIRST = " ORDER BY occurred_at, id";

    /**
     * The beginning of a statement: {@code tenants} has the tenants of the subject. An index leads from one to the
     * next, so it costs the same however many episodes there are; those of each tenant are then found by it too.
     */
    public static final String TENANTS = """
            WITH RECURSIVE tenants AS (
                (SELECT tenant_id FROM episodes WHERE {subject} ORDER BY tenant_id LIMIT 1)
                UNION ALL
                SELECT (
                    SELECT e.tenant_id FROM episodes e WHERE {subject e} AND e.tenant_id > t.tenant_id
                    ORDER BY e.tenant_id LIMIT 1)
                FROM tenants t WHERE t.tenant_id IS NOT NULL)
            """;

    private static final String NEWEST = TENANTS + """
            SELECT %s
            FROM tenants t CROSS JOIN LATERAL (
                SELECT * FROM episodes e WHERE {subject e} AND e.tenant_id = t.tenant_id{visible_episode e}
                ORDER BY e.log_offset DESC LIMIT :limit) newest
            ORDER BY created_at DESC, log_offset DESC LIMIT :limit""".formatted(EpisodeRow.COLUMNS);

    private static final String NEWEST_OF = """
            SELECT k.tenant, %s
            FROM unnest(:subjects, :tenants) AS k (subject, tenant) CROSS JOIN LATERAL (
                SELECT * FROM episodes e WHERE e.subject_id = k.subject AND e.tenant_id = k.tenant
                ORDER BY e.log_offset DESC LIMIT :limit) newest
            ORDER BY created_at DESC, log_offset DESC""".formatted(EpisodeRow.COLUMNS);

    // An escaped NUL is legal in json and breaks its operators, so such payloads are passed over.
    private static final String BREADCRUMBS = """
            SELECT id, coalesce(
                CASE WHEN json_typeof(payload -> 'breadcrumb') = 'string'
                    THEN nullif(payload ->> 'breadcrumb', '') END,
                CASE WHEN json_typeof(payload -> 'title') = 'string'
                    THEN nullif(payload ->> 'title', '') END) AS breadcrumb
            FROM (
                SELECT id, CASE WHEN strpos(payload::text, '\\u0000') > 0 THEN '{}'::json ELSE payload END AS payload
                FROM episodes WHERE {subject}{visible_episode} AND id = ANY (:ids)) e""";

    private final ScopedReads database;

    EpisodeRepository(ScopedReads database) {
        this.database = database;
    }

    /** The last ones that were recorded, newest first; for figures, which show no text. */
    public Flux<EpisodeBody> newest(String subject, @Nullable String tenant, int limit) {
        return SqlQuery.of(SELECT + "{subject}" + NEWEST_FIRST + " LIMIT :limit")
                .ofSubject(subject, tenant)
                .bind("limit", limit)
                .run(database, EpisodeRow::read);
    }

    /** As {@link #newest}, to be asked together with others; costs the same however many there are. */
    public ScopedReads.Read<EpisodeBody> newestRead(
            String subject, @Nullable String tenant, PolicyView view, int limit) {
        return SqlQuery.of(NEWEST)
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .bind("limit", limit)
                .read(EpisodeRow::read);
    }

    /** An episode and whose it is. */
    public record Owned(SubjectKey key, EpisodeBody episode) {}

    /** The last ones of each of some subjects, newest first; a tenant is exactly that one, or none. */
    public ScopedReads.Read<Owned> newestOf(List<SubjectKey> subjects, int limit) {
        return SqlQuery.of(NEWEST_OF)
                .bind("subjects", subjects.stream().map(SubjectKey::subject).toArray(String[]::new))
                .bind("tenants", subjects.stream().map(SubjectKey::tenant).toArray(String[]::new))
                .bind("limit", limit)
                .read(row -> {
                    EpisodeBody episode = EpisodeRow.read(row);
                    return new Owned(new SubjectKey(row.get("tenant", String.class), episode.subjectId()), episode);
                });
    }

    /**
     * A page of what happened, in the order in which it happened and not in that of recording: a connector may hand in
     * last year after today. To be asked together with others, and to be shown as it is.
     *
     * @param types only these; empty for all
     * @param since the first moment, of {@link EpisodeBody#occurredAt}; null for no bound
     * @param until the first moment that is too late; null for no bound
     */
    public ScopedReads.Read<EpisodeBody> timeline(
            String subject,
            @Nullable String tenant,
            PolicyView view,
            Collection<String> types,
            @Nullable Instant since,
            @Nullable Instant until,
            boolean newestFirst,
            int limit,
            int offset) {
        return SqlQuery.of(SELECT + "{subject}{visible_episode}{types}{since}{until}"
                        + (newestFirst ? LATEST_FIRST : EARLIEST_FIRST) + " LIMIT :limit OFFSET :offset")
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .optional("types", " AND type = ANY (:types)", types.isEmpty() ? null : types.toArray(String[]::new))
                .optional("since", " AND occurred_at >= :since", since)
                .optional("until", " AND occurred_at < :until", until)
                .bind("limit", limit)
                .bind("offset", offset)
                .read(EpisodeRow::readUnparsed);
    }

    /** The beginning of a session, oldest first. */
    public Flux<EpisodeBody> ofSession(
            String subject, @Nullable String tenant, PolicyView view, String session, int limit) {
        return SqlQuery.of(SELECT + "{subject}{visible_episode} AND session_id = :session" + OLDEST_FIRST
                        + " LIMIT :limit")
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .bind("session", session)
                .bind("limit", limit)
                .run(database, EpisodeRow::read);
    }

    /** The newest of all other sessions and of none, newest first. */
    public Flux<EpisodeBody> ofOtherSessions(
            String subject, @Nullable String tenant, PolicyView view, String session, int limit) {
        return SqlQuery.of(SELECT + "{subject}{visible_episode} AND session_id IS DISTINCT FROM :session" + NEWEST_FIRST
                        + " LIMIT :limit")
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .bind("session", session)
                .bind("limit", limit)
                .run(database, EpisodeRow::read);
    }

    /** Where an episode comes from in a document. */
    public record Breadcrumb(UUID episode, String text) {}

    /** The breadcrumbs, else the titles, of episodes; an empty text where one has neither. */
    public ScopedReads.Read<Breadcrumb> breadcrumbs(
            String subject, @Nullable String tenant, PolicyView view, Collection<UUID> ids) {
        return SqlQuery.of(BREADCRUMBS)
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .bind("ids", ids.toArray(UUID[]::new))
                .read(row -> new Breadcrumb(
                        row.get("id", UUID.class),
                        Objects.requireNonNullElse(row.get("breadcrumb", String.class), "")));
    }
}
