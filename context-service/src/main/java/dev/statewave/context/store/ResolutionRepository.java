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

/** How sessions stand, the most recently updated first. */
@Component
public class ResolutionRepository {

    private final ScopedReads database;

    ResolutionRepository(ScopedReads database) {
        this.database = database;
    }

    private static final String COLUMNS =
            "id, subject_id, session_id, status, resolution_summary, resolved_at, metadata::text AS metadata, "
                    + "created_at, updated_at";

    /** @param status null for all */
    public Flux<ResolutionBody> newest(
            String subject, @Nullable String tenant, @Nullable String status, int limit, int offset) {
        SqlQuery query = new SqlQuery()
                .add("SELECT " + COLUMNS + " FROM resolutions WHERE")
                .ofSubject("", subject, tenant);
        if (status != null) {
            query.add("AND status = ?", status);
        }
        return query.add("ORDER BY updated_at DESC, id")
                .add("LIMIT ?", limit)
                .add("OFFSET ?", offset)
                .run(database, ResolutionRepository::read);
    }

    /** The newest ones, whatever their status; to be asked together with others. */
    public ScopedReads.Read<ResolutionBody> newest(String subject, @Nullable String tenant, int limit) {
        return new SqlQuery()
                .add("SELECT " + COLUMNS + " FROM resolutions WHERE")
                .ofSubject("", subject, tenant)
                .add("ORDER BY updated_at DESC, id")
                .add("LIMIT ?", limit)
                .read(ResolutionRepository::read);
    }

    /**
     * Those of some sessions, however long ago, and the newest resolved ones of any.
     *
     * @param resolved how many of the latter
     */
    public ScopedReads.Read<ResolutionBody> ofSessions(
            String subject, @Nullable String tenant, Collection<String> sessions, int resolved) {
        return new SqlQuery()
                .add("SELECT " + COLUMNS + " FROM resolutions WHERE")
                .ofSubject("", subject, tenant)
                .add(
                        "AND (session_id = ANY (?) OR id IN (SELECT id FROM resolutions WHERE",
                        sessions.toArray(String[]::new))
                .ofSubject("", subject, tenant)
                .add("AND status = 'resolved' ORDER BY updated_at DESC, id")
                .add("LIMIT ?))", resolved)
                .add("ORDER BY updated_at DESC, id")
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
