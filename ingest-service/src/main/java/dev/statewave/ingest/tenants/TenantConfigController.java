package dev.statewave.ingest.tenants;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.web.RequestBodies;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** {@code PATCH /admin/tenants/{tenant_id}/config}. */
@RestController
class TenantConfigController {

    /** In place of an expected version: any. */
    private static final int ANY = -1;

    // No row where the version is another one than expected.
    private static final String MERGE = """
            WITH written AS (
                INSERT INTO tenant_configs AS known (tenant_id, config, version)
                SELECT $1, $2::jsonb, 1
                WHERE $3 <= 0 OR EXISTS (SELECT FROM tenant_configs WHERE tenant_id = $1)
                ON CONFLICT (tenant_id) DO UPDATE
                SET config = known.config || excluded.config, version = known.version + 1, updated_at = now()
                WHERE $3 = -1 OR known.version = $3
                RETURNING tenant_id, config, version, created_at, updated_at),
            noted AS (
                INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                SELECT $1, $4, $5, $6, $1, jsonb_build_object('changes', $2::jsonb, 'version', version), nullif($7, '')
                FROM written)
            SELECT tenant_id, config::text AS config, version, created_at, updated_at FROM written""";

    private final ScopedWrites database;
    private final IngestSettings settings;

    TenantConfigController(ScopedWrites database, IngestSettings settings) {
        this.database = database;
        this.settings = settings;
    }

    record ConfigBody(String tenantId, JsonNode config, int version, String createdAt, String updatedAt) {}

    @PatchMapping("/admin/tenants/{tenantId}/config")
    Mono<ConfigBody> patch(
            @PathVariable String tenantId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        FieldReader path = FieldReader.path(Json.object().put("tenant_id", tenantId));
        String tenant = path.requiredId("tenant_id");
        path.check();
        return RequestBodies.read(body, TenantConfigPatch::read)
                .flatMap(patch -> merge(tenant, patch, Actor.parse(actor), requestId));
    }

    private Mono<ConfigBody> merge(String tenant, TenantConfigPatch patch, Actor actor, @Nullable String requestId) {
        boolean foreign = patch.region() != null
                && !settings.region().isEmpty()
                && !settings.region().equals(patch.region());
        if (foreign && !patch.forceRegionPin()) {
            return Mono.error(ApiException.of(
                    422,
                    "residency.invalid_pin",
                    "This server does not serve the region %s: set force_region_pin to pin the tenant to it all the same."
                            .formatted(patch.region())));
        }
        List<Object> values = List.of(
                tenant,
                patch.changes().toString(),
                patch.expectedVersion() == null ? ANY : patch.expectedVersion(),
                actor.id(),
                actor.name(),
                AdminAction.TENANT_CONFIG_UPDATE.wire(),
                requestId == null ? "" : requestId);
        return database.returning(TenantScope.of(tenant), MERGE, values, TenantConfigController::read)
                .flatMap(written -> written.isEmpty()
                        ? Mono.error(ApiException.of(
                                409, "conflict", "The configuration has another version than expected_version."))
                        : Mono.just(written.getFirst()));
    }

    private static ConfigBody read(Readable row) {
        return new ConfigBody(
                row.get("tenant_id", String.class),
                Json.tree(row.get("config", String.class)),
                row.get("version", Integer.class),
                WireTime.formatWithOffset(row.get("created_at", Instant.class)),
                WireTime.formatWithOffset(row.get("updated_at", Instant.class)));
    }
}
