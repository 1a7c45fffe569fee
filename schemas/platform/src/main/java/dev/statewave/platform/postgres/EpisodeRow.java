package dev.statewave.platform.postgres;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.EpisodeBody;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;

/** Maps a row of the table of episodes to the body that clients see. */
public final class EpisodeRow {

    /** The columns that a query has to select. */
    public static final String COLUMNS =
            "id, subject_id, source, type, payload::text AS payload, metadata::text AS metadata, "
                    + "provenance::text AS provenance, session_id, created_at, occurred_at, log_partition, log_offset";

    private EpisodeRow() {}

    public static EpisodeBody read(Readable row) {
        return new EpisodeBody(
                row.get("id", UUID.class),
                row.get("subject_id", String.class),
                row.get("source", String.class),
                row.get("type", String.class),
                Json.tree(row.get("payload", String.class)),
                Json.tree(row.get("metadata", String.class)),
                Json.tree(row.get("provenance", String.class)),
                row.get("session_id", String.class),
                row.get("created_at", Instant.class),
                row.get("occurred_at", Instant.class));
    }
}
