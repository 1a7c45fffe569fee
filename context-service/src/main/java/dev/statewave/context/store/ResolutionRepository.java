package dev.statewave.context.store;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ResolutionBody;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedReads;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** The resolutions of sessions, the most recently updated first. */
@Component
public class ResolutionRepository {

    private static final String COLUMNS = """
            id, subject_id, session_id, status, resolution_summary, resolved_at, metadata::text AS metadata,
                created_at, updated_at""";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM resolutions WHERE {subject}";

    private static final String NEWEST_OF = """
            SELECT k.tenant, %s
            FROM unnest(:subjects, :tenants) AS k (subject, tenant) CROSS JOIN LATERAL (
                SELECT * FROM resolutions r WHERE r.subject_id = k.subject AND r.tenant_id = k.tenant
                ORDER BY r.updated_at DESC, r.id LIMIT :limit) newest
            ORDER BY updated_at DESC, id""".formatted(COLUMNS);

    private static final String NEWEST_FIRST = " ORDER BY updated_at DESC, id";

    private static final String OF_SESSIONS = """
             AND (session_id = ANY (:sessions) OR id IN (
                SELECT id FROM resolutions WHERE {subject} AND status = 'resolved'
                ORDER BY updated_at DESC, id LIMIT :resolved))""";

    private static final String NEWEST_AT = """
            WITH later AS MATERIALIZED (
                SELECT DISTINCT ON (h.resolution_id) h.* FROM resolution_history h
                WHERE {subject h} AND h.changed_at > :at ORDER BY h.resolution_id, h.id)
            SELECT r.id, r.subject_id, r.session_id, coalesce(l.status, r.status) AS status,
                CASE WHEN l.id IS NULL THEN r.resolution_summary ELSE l.resolution_summary END AS resolution_summary,
                CASE WHEN l.id IS NULL THEN r.resolved_at ELSE l.resolved_at END AS resolved_at,
                coalesce(l.metadata, r.metadata)::text AS metadata, r.created_at,
                coalesce(l.updated_at, r.updated_at) AS updated_at
            FROM resolutions r LEFT JOIN later l ON l.resolution_id = r.id
            WHERE {subject r} AND coalesce(r.recorded_at, r.created_at) <= :at
            ORDER BY coalesce(l.updated_at, r.updated_at) DESC, r.id LIMIT :limit""";

    private static final int OF_A_CONTEXT = 50;

    private final ScopedReads database;

    ResolutionRepository(ScopedReads database) {
        this.database = database;
    }

    /** @param status null for all */
    public Flux<ResolutionBody> newest(
            String subject, @Nullable String tenant, @Nullable String status, int limit, int offset) {
        return SqlQuery.of(SELECT + "{status}" + NEWEST_FIRST + " LIMIT :limit OFFSET :offset")
                .ofSubject(subject, tenant)
                .optional("status", " AND status = :status", status)
                .bind("limit", limit)
                .bind("offset", offset)
                .run(database, ResolutionRepository::read);
    }

    /** The newest 50, whatever their status; to be asked together with others. */
    public ScopedReads.Read<ResolutionBody> newest(String subject, @Nullable String tenant) {
        return SqlQuery.of(SELECT + NEWEST_FIRST + " LIMIT :limit")
                .ofSubject(subject, tenant)
                .bind("limit", OF_A_CONTEXT)
                .read(ResolutionRepository::read);
    }

    /** As {@link #newest(String, String)}, and as they were known at a moment. */
    public ScopedReads.Read<ResolutionBody> newestAt(String subject, @Nullable String tenant, Instant at) {
        return SqlQuery.of(NEWEST_AT)
                .ofSubject(subject, tenant)
                .bind("at", at)
                .bind("limit", OF_A_CONTEXT)
                .read(ResolutionRepository::read);
    }

    /** That of one session: one for each tenant that has it, the most recently updated first. */
    public Flux<ResolutionBody> ofSession(String subject, @Nullable String tenant, String session) {
        return SqlQuery.of(SELECT + " AND session_id = :session" + NEWEST_FIRST + " LIMIT 100")
                .ofSubject(subject, tenant)
                .bind("session", session)
                .run(database, ResolutionRepository::read);
    }

    /** A resolution and whose it is. */
    public record Owned(SubjectKey key, ResolutionBody resolution) {}

    /** The newest ones of each of some subjects; a tenant is exactly that one, or none. */
    public ScopedReads.Read<Owned> newestOf(List<SubjectKey> subjects, int limit) {
        return SqlQuery.of(NEWEST_OF)
                .bind("subjects", subjects.stream().map(SubjectKey::subject).toArray(String[]::new))
                .bind("tenants", subjects.stream().map(SubjectKey::tenant).toArray(String[]::new))
                .bind("limit", limit)
                .read(row -> {
                    ResolutionBody resolution = read(row);
                    return new Owned(
                            new SubjectKey(row.get("tenant", String.class), resolution.subjectId()), resolution);
                });
    }

    /**
     * Those of some sessions, however long ago, and the newest resolved ones of any.
     *
     * @param resolved how many of the latter
     */
    public ScopedReads.Read<ResolutionBody> ofSessions(
            String subject, @Nullable String tenant, Collection<String> sessions, int resolved) {
        return SqlQuery.of(SELECT + " " + OF_SESSIONS + NEWEST_FIRST)
                .ofSubject(subject, tenant)
                .bind("sessions", sessions.toArray(String[]::new))
                .bind("resolved", resolved)
                .read(ResolutionRepository::read);
    }

    private static ResolutionBody read(Readable row) {
        return new ResolutionBody(
                row.get("id", UUID.class),
                row.get("subject_id", String.class),
                row.get("session_id", String.class),
                row.get("status", String.class),
                row.get("resolution_summary", String.class),
                row.get("resolved_at", Instant.class),
                Json.tree(row.get("metadata", String.class)),
                row.get("created_at", Instant.class),
                row.get("updated_at", Instant.class));
    }
}
