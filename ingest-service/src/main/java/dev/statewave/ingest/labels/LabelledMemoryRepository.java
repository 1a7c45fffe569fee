package dev.statewave.ingest.labels;

import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.MemoryRow;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads a memory back whose labels are to change. */
@Component
class LabelledMemoryRepository {

    private static final String FIND = "SELECT m.tenant_id, m.suggested_labels, " + MemoryRow.COLUMNS
            + " FROM memories m WHERE m.id = $1 AND m.kind <> 'passage'";

    private final ScopedReads database;

    LabelledMemoryRepository(ScopedReads database) {
        this.database = database;
    }

    record Found(SubjectKey key, MemoryBody memory, List<String> suggested) {}

    /**
     * Empty where there is no such memory, or where it belongs to another tenant.
     *
     * @param tenant null for any
     */
    Mono<Found> find(UUID id, @Nullable String tenant) {
        return database.run(TenantScope.ofReader(tenant), FIND, List.of(id), row -> {
                    MemoryBody memory = MemoryRow.read(row);
                    String[] suggested = row.get("suggested_labels", String[].class);
                    return new Found(
                            new SubjectKey(row.get("tenant_id", String.class), memory.subjectId()),
                            memory,
                            suggested == null ? List.of() : List.of(suggested));
                })
                .next();
    }
}
