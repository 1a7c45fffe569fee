package dev.statewave.context.store;

import dev.statewave.schemas.json.Json;
import dev.statewave.schemas.rest.ResolutionBody;
import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** How sessions stand, the most recently updated first. */
@Component
public class Resolutions {

    private final DatabaseClient database;

    Resolutions(DatabaseClient database) {
        this.database = database;
    }

    /** @param status null for all */
    public Flux<ResolutionBody> newest(String subject, String tenant, String status, int limit, int offset) {
        Query query = new Query().add("""
                        SELECT id, subject_id, session_id, status, resolution_summary, resolved_at, metadata::text AS metadata, created_at, updated_at
                        FROM resolutions WHERE""").ofSubject("", subject, tenant);
        if (status != null) {
            query.add("AND status = ?", status);
        }
        return query.add("ORDER BY updated_at DESC, id").add("LIMIT ?", limit).add("OFFSET ?", offset)
                .run(database, row -> new ResolutionBody(row.get("id", UUID.class), row.get("subject_id", String.class),
                        row.get("session_id", String.class), row.get("status", String.class), row.get("resolution_summary", String.class),
                        row.get("resolved_at", Instant.class), Json.tree(row.get("metadata", String.class)), row.get("created_at", Instant.class),
                        row.get("updated_at", Instant.class)));
    }
}
