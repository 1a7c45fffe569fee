package dev.statewave.worker.compile.storage;

import dev.statewave.contract.json.Json;
import dev.statewave.worker.compile.PendingEpisode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** A row of {@code episodes} with {@code id, source, payload, occurred_at, created_at, log_offset}. */
final class PendingEpisodeRow {

    private PendingEpisodeRow() {}

    static PendingEpisode read(ResultSet row, int number) throws SQLException {
        return new PendingEpisode(
                row.getObject("id", UUID.class),
                row.getString("source"),
                Json.tree(row.getString("payload")),
                row.getTimestamp("occurred_at").toInstant(),
                row.getTimestamp("created_at").toInstant(),
                row.getLong("log_offset"));
    }
}
