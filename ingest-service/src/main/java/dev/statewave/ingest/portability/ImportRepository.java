package dev.statewave.ingest.portability;

import dev.statewave.contract.portability.SubjectContents;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads what an import meets, and how it ended. Ids are unique over all tenants, so all tenants are looked at. */
@Component
class ImportRepository {

    private final ScopedReads database;

    ImportRepository(ScopedReads database) {
        this.database = database;
    }

    /**
     * How an import ended.
     *
     * @param refused why nothing of it was applied; null where it was
     */
    record Outcome(UUID importId, @Nullable String refused) {}

    Flux<Outcome> outcomes(Collection<UUID> imports) {
        return database.run(
                TenantScope.ALL,
                "SELECT import_id, refused FROM subject_imports WHERE import_id = ANY ($1)",
                List.of((Object) imports.toArray(UUID[]::new)),
                row -> new Outcome(row.get("import_id", UUID.class), row.get("refused", String.class)));
    }

    /** An id that exists already; empty where none of them does. */
    Mono<UUID> existing(SubjectContents contents) {
        return database.run(
                        TenantScope.ALL,
                        """
                        SELECT id FROM episodes WHERE id = ANY ($1)
                        UNION ALL SELECT id FROM memories WHERE id = ANY ($2) LIMIT 1""",
                        List.of(
                                contents.episodeIds().toArray(UUID[]::new),
                                contents.memoryIds().toArray(UUID[]::new)),
                        row -> row.get("id", UUID.class))
                .next();
    }

    /** Whether any tenant has a subject of this name. */
    Mono<Boolean> isPopulated(String subject) {
        return database.run(TenantScope.ALL, """
                        SELECT EXISTS (SELECT FROM episodes WHERE subject_id = $1)
                            OR EXISTS (SELECT FROM memories WHERE subject_id = $1) AS populated""", List.of(subject), row -> row.get("populated", Boolean.class))
                .single();
    }
}
