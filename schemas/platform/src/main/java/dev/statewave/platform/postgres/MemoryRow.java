package dev.statewave.platform.postgres;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.MemoryBody;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Maps a row of the table of memories to the body that clients see. */
public final class MemoryRow {

    /**
     * The columns that a query has to select, from a table with the alias {@code m}. To clients a passage is a summary.
     */
    public static final String COLUMNS =
            "m.id, m.subject_id, CASE m.kind WHEN 'passage' THEN 'episode_summary' ELSE m.kind END AS kind, m.content, m.summary, m.confidence, m.valid_from, m.valid_to, "
                    + "m.source_episode_ids, m.metadata::text AS metadata, m.status, m.sensitivity_labels, "
                    + "m.created_at, m.updated_at";

    private MemoryRow() {}

    public static MemoryBody read(Readable row) {
        return read(row, null);
    }

    /** For an answer that nobody looks into here: its JSON goes out as it is stored, and is not parsed. */
    public static MemoryBody readUnparsed(Readable row) {
        return read(row, null, UnparsedJson::of);
    }

    /** @param score how well it fits the question; null where nothing was asked */
    public static MemoryBody read(Readable row, @Nullable Double score) {
        return read(row, score, Json::tree);
    }

    private static MemoryBody read(Readable row, @Nullable Double score, Function<String, JsonNode> json) {
        return new MemoryBody(
                row.get("id", UUID.class),
                row.get("subject_id", String.class),
                row.get("kind", String.class),
                row.get("content", String.class),
                row.get("summary", String.class),
                row.get("confidence", Double.class),
                row.get("valid_from", Instant.class),
                row.get("valid_to", Instant.class),
                List.of(row.get("source_episode_ids", UUID[].class)),
                json.apply(row.get("metadata", String.class)),
                row.get("status", String.class),
                List.of(row.get("sensitivity_labels", String[].class)),
                row.get("created_at", Instant.class),
                row.get("updated_at", Instant.class),
                score);
    }
}
