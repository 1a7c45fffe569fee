package dev.statewave.context.ops;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The memories that wait for their first vectors at this moment. */
@Component
class UnembeddedRepository {

    /** Subjects that are counted, those that wait longest first. */
    private static final int SUBJECTS = 10_000;
    /** Memories of a subject that are counted. */
    private static final int MEMORIES = 10_000;

    private static final int TENANTS = 100;

    private static final String WAITING = """
            SELECT w.tenant_id, count(*) AS subjects, sum(m.memories)::bigint AS memories,
                extract(epoch FROM now() - min(w.unembedded_since))::float8 AS oldest_seconds,
                EXISTS (SELECT FROM tenant_pauses p WHERE p.tenant_id = w.tenant_id AND p.role = 'embedder') AS paused
            FROM (
                SELECT * FROM subject_compiles WHERE unembedded_since IS NOT NULL
                ORDER BY unembedded_since LIMIT %d) w
            CROSS JOIN LATERAL (
                SELECT count(*) AS memories FROM (
                    SELECT FROM memories m
                    WHERE m.subject_id = w.subject_id AND m.tenant_id = w.tenant_id AND m.status = 'active'
                      AND m.passages = 0
                      AND NOT EXISTS (
                          SELECT FROM memory_embeddings e
                          WHERE e.memory_id = m.id AND e.model = (
                              SELECT model FROM embedding_models ORDER BY announced_at DESC, model LIMIT 1))
                    LIMIT %d) counted) m
            WHERE m.memories > 0
            GROUP BY w.tenant_id ORDER BY memories DESC, w.tenant_id LIMIT %d""".formatted(SUBJECTS, MEMORIES, TENANTS);

    private final ScopedReads database;

    UnembeddedRepository(ScopedReads database) {
        this.database = database;
    }

    /**
     * What waits of a tenant.
     *
     * @param tenantId empty for none
     * @param oldestSeconds how long the one that waits longest has waited
     * @param paused whether an operator has paused this work for the tenant
     */
    record Waiting(String tenantId, long subjects, long memories, double oldestSeconds, boolean paused) {}

    /** By tenant, the one with the most first; at most 100 tenants of the 10,000 subjects that wait longest. */
    Mono<List<Waiting>> waiting() {
        return database.run(TenantScope.ALL, WAITING, List.of(), UnembeddedRepository::read)
                .collectList();
    }

    private static Waiting read(Readable row) {
        return new Waiting(
                row.get("tenant_id", String.class),
                row.get("subjects", Long.class),
                row.get("memories", Long.class),
                row.get("oldest_seconds", Double.class),
                row.get("paused", Boolean.class));
    }
}
