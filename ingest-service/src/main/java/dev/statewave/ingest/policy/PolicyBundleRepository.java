package dev.statewave.ingest.policy;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.policy.PolicyBundle;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Stores bundles, and which one of them holds. A tenant is an empty text for what holds for all tenants that have
 * nothing of their own. The note of the action is part of each statement.
 */
@Component
class PolicyBundleRepository {

    private static final String NOTED = """
            noted AS (
                INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                SELECT $1, $3, $4, $5, $2, %s, nullif($6, '') FROM %s)""";

    private static final String ACTIVATED = """
            activated AS (
                INSERT INTO policy_activations AS known (tenant_id, bundle_hash)
                SELECT $1, $2 FROM %s
                ON CONFLICT (tenant_id) DO UPDATE SET bundle_hash = excluded.bundle_hash, activated_at = now()
                RETURNING bundle_hash)""";

    private static final String STORE = """
            WITH stored AS (
                INSERT INTO policy_bundles (tenant_id, bundle_hash, content, rule_count) VALUES ($1, $2, $7, $8)
                ON CONFLICT (tenant_id, bundle_hash) DO NOTHING
                RETURNING bundle_hash),
            wanted AS (SELECT WHERE $9),
            """ + ACTIVATED.formatted("wanted") + ", "
            + NOTED.formatted(
                    "jsonb_build_object('rules', $8, 'stored', EXISTS (SELECT FROM stored), 'activated', $9)",
                    "(SELECT) once")
            + """

            SELECT $9 OR EXISTS (
                SELECT FROM policy_activations WHERE tenant_id = $1 AND bundle_hash = $2) AS active""";

    private static final String ACTIVATE =
            """
            WITH known_bundle AS (SELECT FROM policy_bundles WHERE tenant_id = $1 AND bundle_hash = $2),
            """ + ACTIVATED.formatted("known_bundle") + ", " + NOTED.formatted("'{}'", "activated")
                    + " SELECT true AS active FROM activated";

    private static final String DEACTIVATE = """
            WITH ended AS (
                DELETE FROM policy_activations WHERE tenant_id = $1 RETURNING bundle_hash),
            noted AS (
                INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                SELECT $1, $2, $3, $4, bundle_hash, '{}', nullif($5, '') FROM ended)
            SELECT bundle_hash FROM ended""";

    private final ScopedWrites database;

    PolicyBundleRepository(ScopedWrites database) {
        this.database = database;
    }

    /**
     * Stores a bundle, unless the scope has one of the same hash already.
     *
     * @param content as it was sent
     * @return whether the bundle holds now
     */
    Mono<Boolean> store(
            String tenant,
            PolicyBundle bundle,
            String content,
            boolean activate,
            Actor actor,
            @Nullable String requestId) {
        List<Object> values = List.of(
                tenant,
                bundle.hash(),
                actor.id(),
                actor.name(),
                AdminAction.POLICY_UPLOAD.wire(),
                orEmpty(requestId),
                content,
                bundle.rules().size(),
                activate);
        return database.returning(TenantScope.of(tenant), STORE, values, row -> row.get("active", Boolean.class))
                .map(List::getFirst);
    }

    /** Empty where the scope has no such bundle. */
    Mono<Boolean> activate(String tenant, String hash, Actor actor, @Nullable String requestId) {
        List<Object> values =
                List.of(tenant, hash, actor.id(), actor.name(), AdminAction.POLICY_ACTIVATE.wire(), orEmpty(requestId));
        return database.returning(TenantScope.of(tenant), ACTIVATE, values, row -> row.get("active", Boolean.class))
                .flatMap(rows -> Mono.justOrEmpty(rows.stream().findFirst()));
    }

    /** The hash of the bundle that held; empty where none did. */
    Mono<String> deactivate(String tenant, Actor actor, @Nullable String requestId) {
        List<Object> values =
                List.of(tenant, actor.id(), actor.name(), AdminAction.POLICY_DEACTIVATE.wire(), orEmpty(requestId));
        return database.returning(
                        TenantScope.of(tenant), DEACTIVATE, values, row -> row.get("bundle_hash", String.class))
                .flatMap(rows -> Mono.justOrEmpty(rows.stream().findFirst()));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
