package dev.statewave.ingest.compile;

import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.postgres.MemoryRow;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** Reads the memories that an explicit compile reports. */
@Component
class ReportedMemoryRepository {

    private final ScopedReads database;

    ReportedMemoryRepository(ScopedReads database) {
        this.database = database;
    }

    Flux<MemoryBody> find(String tenant, String jobId) {
        return database.run(
                TenantScope.of(tenant),
                "SELECT " + MemoryRow.COLUMNS
                        + " FROM memories m WHERE reported_by = $1 AND tenant_id = $2 ORDER BY sequence",
                List.of(jobId, tenant),
                MemoryRow::read);
    }
}
