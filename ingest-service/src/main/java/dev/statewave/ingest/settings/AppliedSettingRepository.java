package dev.statewave.ingest.settings;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.json.Json;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What all processes look at: the stored settings as they were applied last, and how often a restart was asked for. */
@Component
class AppliedSettingRepository {

    private static final String STORED = "SELECT key, value #>> '{}' AS value FROM stored_settings";

    private static final String AUDIT = """
            INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
            SELECT '', $1, $2, $3, $4, $5::jsonb, nullif($6, '') FROM changed""";

    private static final String APPLY = """
            WITH changed AS (
                UPDATE applied_settings SET generation = generation + 1, applied_at = now(), settings = (
                    SELECT coalesce(jsonb_object_agg(key, value #>> '{}'), '{}') FROM stored_settings)
                WHERE id = 1 RETURNING id)
            """ + AUDIT;

    private static final String RESTART = """
            WITH changed AS (UPDATE applied_settings SET restarts = restarts + 1 WHERE id = 1 RETURNING id)
            """ + AUDIT;

    private final ScopedReads reads;
    private final ScopedWrites writes;

    AppliedSettingRepository(ScopedReads reads, ScopedWrites writes) {
        this.reads = reads;
        this.writes = writes;
    }

    /** By key. */
    Mono<Map<String, String>> stored() {
        return reads.run(
                        TenantScope.ALL,
                        STORED,
                        List.of(),
                        row -> Map.entry(row.get("key", String.class), row.get("value", String.class)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** @param keys of the settings that change by it, for the audit */
    Mono<Void> apply(List<String> keys, Actor actor, @Nullable String requestId) {
        return change(APPLY, AdminAction.SETTINGS_APPLY, Map.of("keys", keys), actor, requestId);
    }

    Mono<Void> restart(Actor actor, @Nullable String requestId) {
        return change(RESTART, AdminAction.RESTART, Map.of(), actor, requestId);
    }

    private Mono<Void> change(
            String sql, AdminAction action, Map<String, ?> details, Actor actor, @Nullable String requestId) {
        return writes.run(
                TenantScope.ALL,
                sql,
                List.of(
                        actor.id(),
                        actor.name(),
                        action.wire(),
                        "installation",
                        Json.text(details),
                        requestId == null ? "" : requestId));
    }
}
