package dev.statewave.ingest.compile;

import dev.statewave.schemas.json.Json;
import dev.statewave.schemas.rest.MemoryBody;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Reads the memories that an explicit compile reports. */
@Component
class ReportedMemories {

    private final DatabaseClient database;

    ReportedMemories(DatabaseClient database) {
        this.database = database;
    }

    Flux<MemoryBody> find(String jobId) {
        return database.sql("""
                        SELECT id, subject_id, kind, content, summary, confidence, valid_from, valid_to, source_episode_ids, metadata::text AS metadata,
                               status, sensitivity_labels, created_at, updated_at
                        FROM memories WHERE reported_by = $1 ORDER BY sequence""")
                .bind(0, jobId)
                .map(ReportedMemories::memory).all();
    }

    private static MemoryBody memory(Readable row) {
        return new MemoryBody(row.get("id", UUID.class), row.get("subject_id", String.class), row.get("kind", String.class),
                row.get("content", String.class), row.get("summary", String.class), row.get("confidence", Double.class),
                row.get("valid_from", Instant.class), row.get("valid_to", Instant.class), List.of(row.get("source_episode_ids", UUID[].class)),
                Json.tree(row.get("metadata", String.class)), row.get("status", String.class),
                List.of(row.get("sensitivity_labels", String[].class)), row.get("created_at", Instant.class), row.get("updated_at", Instant.class),
                null);
    }
}
