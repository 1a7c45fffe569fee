package dev.statewave.ingest.store;

import dev.statewave.schemas.db.EpisodeRow;
import dev.statewave.schemas.log.LogPosition;
import dev.statewave.schemas.rest.EpisodeBody;
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
        return database.sql("SELECT " + EpisodeRow.COLUMNS + " FROM episodes WHERE id = ANY($1)").bind(0, ids.toArray(UUID[]::new))
                .map(row -> new Stored(EpisodeRow.read(row),
                        new LogPosition(row.get("log_partition", Integer.class), row.get("log_offset", Long.class)))).all();
    }
}
