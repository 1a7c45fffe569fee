package dev.statewave.platform.postgres;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.EpisodeBody;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Maps a row of the table of episodes to the body that clients see. */
public final class EpisodeRow {

    /** The columns that a query has to select. */
    public static final String COLUMNS =
            "id, subject_id, source, type, payload::text AS payload, metadata::text AS metadata, "
                    + "provenance::text AS provenance, session_id, created_at, occurred_at, log_partition, log_offset";

    private EpisodeRow() {}

    public static EpisodeBody read(Readable row) {
        return read(row, Json::tree);
    }

    /** For an answer that nobody looks into here: its JSON goes out as it is stored, and is not parsed. */
    public static EpisodeBody readUnparsed(Readable row) {
        return read(row, UnparsedJson::of);
    }

    private static EpisodeBody read(Readable row, Function<String, JsonNode> json) {
        return new EpisodeBody(
                row.get("id", UUID.class),
                row.get("subject_id", String.class),
                row.get("source", String.class),
                row.get("type", String.class),
                json.apply(row.get("payload", String.class)),
                json.apply(row.get("metadata", String.class)),
                json.apply(row.get("provenance", String.class)),
                row.get("session_id", String.class),
                row.get("created_at", Instant.class),
                row.get("occurred_at", Instant.class));
    }
}
