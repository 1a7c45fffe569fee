package dev.statewave.context.ops;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The episodes that wait to be compiled at this moment. */
@Component
class UncompiledRepository {

    /** Subjects that are counted, those that wait longest first. */
    private static final int SUBJECTS = 10_000;
    /** Episodes of a subject that are counted. */
    private static final int EPISODES = 10_000;

    private static final int TENANTS = 100;

    private static final String WAITING = """
            SELECT w.tenant_id, count(*) AS subjects, sum(e.episodes)::bigint AS episodes,
                extract(epoch FROM now() - min(w.waiting_since))::float8 AS oldest_seconds,
                EXISTS (SELECT FROM tenant_pauses p WHERE p.tenant_id = w.tenant_id AND p.role = 'compiler') AS paused
            FROM (SELECT * FROM uncompiled_subjects ORDER BY waiting_since LIMIT %d) w
            CROSS JOIN LATERAL (
                SELECT count(*) AS episodes FROM (
                    SELECT FROM episodes e
                    WHERE e.subject_id = w.subject_id AND e.tenant_id = w.tenant_id AND e.already_compiled IS NOT TRUE
                      AND e.log_offset > coalesce((
                        SELECT compiled_through FROM subject_compiles c
                        WHERE c.subject_id = w.subject_id AND c.tenant_id = w.tenant_id), -1)
                    LIMIT %d) counted) e
            WHERE e.episodes > 0
            GROUP BY w.tenant_id ORDER BY episodes DESC, w.tenant_id LIMIT %d""".formatted(SUBJECTS, EPISODES, TENANTS);

    private final ScopedReads database;

    UncompiledRepository(ScopedReads database) {
        this.database = database;
    }

    /**
     * What waits of a tenant.
     *
     * @param tenantId empty for none
     * @param oldestSeconds how long the one that waits longest has waited
     * @param paused whether an operator has paused this work for the tenant
     */
    record Waiting(String tenantId, long subjects, long episodes, double oldestSeconds, boolean paused) {}

    /** By tenant, the one with the most first; at most 100 tenants of the 10,000 subjects that wait longest. */
    Mono<List<Waiting>> waiting() {
        return database.run(TenantScope.ALL, WAITING, List.of(), UncompiledRepository::read)
                .collectList();
    }

    private static Waiting read(Readable row) {
        return new Waiting(
                row.get("tenant_id", String.class),
                row.get("subjects", Long.class),
                row.get("episodes", Long.class),
                row.get("oldest_seconds", Double.class),
                row.get("paused", Boolean.class));
    }
}
