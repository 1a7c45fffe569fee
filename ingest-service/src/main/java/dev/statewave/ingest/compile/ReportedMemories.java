package dev.statewave.ingest.compile;

import dev.statewave.schemas.db.MemoryRow;
import dev.statewave.schemas.rest.MemoryBody;
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
        return database.sql("SELECT " + MemoryRow.COLUMNS + " FROM memories m WHERE reported_by = $1 ORDER BY sequence").bind(0, jobId)
                .map(row -> MemoryRow.read(row)).all();
    }
}
