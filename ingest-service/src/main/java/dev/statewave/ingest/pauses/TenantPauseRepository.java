package dev.statewave.ingest.pauses;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What is paused of which tenant. The processes that do the work look at these rows every second. */
@Component
public class TenantPauseRepository {

    /** The roles that work for one tenant at a time, and can leave one out. */
    static final Set<String> ROLES =
            Set.of(ConsumerRole.COMPILER.role(), ConsumerRole.EMBEDDER.role(), ConsumerRole.DELIVERIES.role());

    /** What waits is counted up to this. */
    public static final int COUNTED = 10_000;
    /** Pauses that a report tells; more is not what pauses are for. */
    private static final int REPORTED = 1_000;

    private static final String LIST = """
            SELECT p.tenant_id, p.role, p.since, p.actor, p.reason,
                (SELECT count(*) FROM (
                    SELECT FROM held_records h WHERE h.role = p.role AND h.tenant_id = p.tenant_id LIMIT %1$d) counted)
                + CASE p.role WHEN 'deliveries' THEN (
                    SELECT count(*) FROM (
                        SELECT FROM webhook_endpoints e JOIN webhook_deliveries d ON d.endpoint_id = e.id
                        WHERE e.tenant_id = p.tenant_id AND d.status = 'pending' LIMIT %1$d) counted) ELSE 0 END AS held,
                count(*) OVER () AS total
            FROM tenant_pauses p WHERE $1 = '' OR p.tenant_id = $1
            ORDER BY p.tenant_id, p.role LIMIT $2 OFFSET $3""".formatted(COUNTED);

    private static final String NOTED = """
            , noted AS (
                INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                SELECT $1, $3, $5, $6, $1,
                    jsonb_strip_nulls(jsonb_build_object('roles', jsonb_agg(role ORDER BY role), 'reason', nullif($4, ''))),
                    nullif($7, '')
                FROM changed HAVING count(*) > 0)
            SELECT role FROM changed ORDER BY role""";

    // A pause that is repeated stays as it is, unless it comes with another reason.
    private static final String PAUSE = """
            WITH changed AS (
                INSERT INTO tenant_pauses AS known (tenant_id, role, actor, reason)
                SELECT $1, role, $3, nullif($4, '') FROM unnest($2::text[]) AS role
                ON CONFLICT (tenant_id, role) DO UPDATE SET reason = excluded.reason, actor = excluded.actor
                WHERE excluded.reason IS NOT NULL AND known.reason IS DISTINCT FROM excluded.reason
                RETURNING role)""" + NOTED;

    private static final String RESUME = """
            WITH changed AS (DELETE FROM tenant_pauses WHERE tenant_id = $1 AND role = ANY ($2) RETURNING role)""" + NOTED;

    private final ScopedReads reads;
    private final ScopedWrites writes;

    TenantPauseRepository(ScopedReads reads, ScopedWrites writes) {
        this.reads = reads;
        this.writes = writes;
    }

    /**
     * A pause.
     *
     * @param role {@code compiler}, {@code embedder} or {@code deliveries}
     * @param actor the id of the API key that ordered it
     * @param held what waits for its end, counted up to 10,000: subjects that are to be compiled or embedded, or
     *     deliveries
     */
    public record Pause(
            String tenantId,
            String role,
            Instant since,
            String actor,
            @Nullable String reason,
            long held) {}

    /** @param total of all pages */
    record Page(List<Pause> pauses, long total) {}

    private record Row(Pause pause, long total) {}

    /** Of all tenants; at most 1,000. */
    public Mono<List<Pause>> all() {
        return page("", REPORTED, 0).map(Page::pauses);
    }

    /** @param tenant empty for all */
    Mono<Page> page(String tenant, int limit, int offset) {
        return reads.run(TenantScope.ofReader(tenant), LIST, List.of(tenant, limit, offset), TenantPauseRepository::row)
                .collectList()
                .map(rows -> new Page(
                        rows.stream().map(Row::pause).toList(),
                        rows.isEmpty() ? 0 : rows.getFirst().total()));
    }

    private static Row row(Readable row) {
        return new Row(
                new Pause(
                        row.get("tenant_id", String.class),
                        row.get("role", String.class),
                        row.get("since", Instant.class),
                        row.get("actor", String.class),
                        row.get("reason", String.class),
                        row.get("held", Long.class)),
                row.get("total", Long.class));
    }

    /**
     * @param reason empty for none
     * @return the roles of which something was changed
     */
    Mono<List<String>> pause(String tenant, Set<String> roles, String reason, Actor actor, @Nullable String requestId) {
        return change(PAUSE, AdminAction.TENANT_PAUSE, tenant, roles, reason, actor, requestId);
    }

    /** @return the roles that were paused until then */
    Mono<List<String>> resume(String tenant, Set<String> roles, Actor actor, @Nullable String requestId) {
        return change(RESUME, AdminAction.TENANT_RESUME, tenant, roles, "", actor, requestId);
    }

    private Mono<List<String>> change(
            String sql,
            AdminAction action,
            String tenant,
            Set<String> roles,
            String reason,
            Actor actor,
            @Nullable String requestId) {
        List<Object> values = List.of(
                tenant,
                roles.toArray(String[]::new),
                actor.id(),
                reason,
                actor.name(),
                action.wire(),
                requestId == null ? "" : requestId);
        return writes.returning(TenantScope.of(tenant), sql, values, row -> row.get("role", String.class));
    }
}
