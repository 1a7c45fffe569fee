package dev.statewave.ingest.store;

import dev.statewave.schemas.json.Json;
import dev.statewave.schemas.log.LogPosition;
import dev.statewave.schemas.rest.EpisodeBody;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Reads episodes back, to answer a repeat with what was stored the first time. */
@Component
public class StoredEpisodes {

    private final DatabaseClient database;

    StoredEpisodes(DatabaseClient database) {
        this.database = database;
    }

    /** @param position where on the log it was recorded */
    public record Stored(EpisodeBody episode, LogPosition position) {}

    public Flux<Stored> find(Collection<UUID> ids) {
        return database.sql("""
                        SELECT id, subject_id, source, type, payload::text AS payload, metadata::text AS metadata, provenance::text AS provenance,
                               session_id, created_at, occurred_at, log_partition, log_offset
                        FROM episodes WHERE id = ANY($1)""")
                .bind(0, ids.toArray(UUID[]::new))
                .map(StoredEpisodes::stored).all();
    }

    private static Stored stored(Readable row) {
        return new Stored(new EpisodeBody(row.get("id", UUID.class), row.get("subject_id", String.class), row.get("source", String.class),
                row.get("type", String.class), Json.tree(row.get("payload", String.class)), Json.tree(row.get("metadata", String.class)),
                Json.tree(row.get("provenance", String.class)), row.get("session_id", String.class), row.get("created_at", Instant.class),
                row.get("occurred_at", Instant.class)),
                new LogPosition(row.get("log_partition", Integer.class), row.get("log_offset", Long.class)));
    }
}
