package dev.statewave.context.store;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ResolutionBody;
import dev.statewave.platform.postgres.ScopedReads;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** The resolutions of sessions, the most recently updated first. */
@Component
public class ResolutionRepository {

    private static final String SELECT = """
            SELECT id, subject_id, session_id, status, resolution_summary, resolved_at, metadata::text AS metadata,
                created_at, updated_at
            FROM resolutions WHERE {subject}""";

    private static final String NEWEST_FIRST = " ORDER BY updated_at DESC, id";

    private static final String OF_SESSIONS = """
             AND (session_id = ANY (:sessions) OR id IN (
                SELECT id FROM resolutions WHERE {subject} AND status = 'resolved'
                ORDER BY updated_at DESC, id LIMIT :resolved))""";

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

    /** The newest ones, whatever their status; to be asked together with others. */
    public ScopedReads.Read<ResolutionBody> newest(String subject, @Nullable String tenant, int limit) {
        return SqlQuery.of(SELECT + NEWEST_FIRST + " LIMIT :limit")
                .ofSubject(subject, tenant)
                .bind("limit", limit)
                .read(ResolutionRepository::read);
    }

    /**
     * Those of some sessions, however long ago, and the newest resolved ones of any.
     *
     * @param resolved how many of the latter
     */
    public ScopedReads.Read<ResolutionBody> ofSessions(
            String subject, @Nullable String tenant, Collection<String> sessions, int resolved) {
        return SqlQuery.of(SELECT + OF_SESSIONS + NEWEST_FIRST)
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
