package dev.statewave.worker.compile.storage;

import dev.statewave.contract.json.Json;
import dev.statewave.worker.compile.PendingEpisode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Rows of {@code episodes} with {@code id, source, payload, occurred_at, created_at, log_offset}. */
final class PendingEpisodeRows {

    /** Rows that the driver holds at once: a payload may have megabytes. */
    static final int FETCHED = 16;
    /** Characters of payloads that are compiled together. */
    private static final int MOST_CHARACTERS = 1_000_000;

    private PendingEpisodeRows() {}

    /** Those that are compiled together: all, or as many as have a bearable size, and at least one. */
    static List<PendingEpisode> read(ResultSet rows) throws SQLException {
        var episodes = new ArrayList<PendingEpisode>();
        long characters = 0;
        while (characters < MOST_CHARACTERS && rows.next()) {
            String payload = rows.getString("payload");
            characters += payload.length();
            episodes.add(new PendingEpisode(
                    rows.getObject("id", UUID.class),
                    rows.getString("source"),
                    Json.tree(payload),
                    rows.getTimestamp("occurred_at").toInstant(),
                    rows.getTimestamp("created_at").toInstant(),
                    rows.getLong("log_offset")));
        }
        return episodes;
    }
}
