package dev.statewave.context.admin.tenants;

import dev.statewave.context.admin.AdminRows;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** {@code GET /admin/tenants/{tenant_id}/config}. */
@RestController
class TenantConfigController {

    private static final String FIND = """
            SELECT tenant_id, config::text AS config, version, created_at, updated_at
            FROM tenant_configs WHERE tenant_id = $1""";

    private final ScopedReads database;

    TenantConfigController(ScopedReads database) {
        this.database = database;
    }

    /** @param version 0 where nothing was set yet */
    record ConfigBody(
            String tenantId,
            JsonNode config,
            int version,
            @Nullable String createdAt,
            @Nullable String updatedAt) {}

    @GetMapping("/admin/tenants/{tenantId}/config")
    Mono<ConfigBody> config(@PathVariable String tenantId) {
        FieldReader path = FieldReader.path(Json.object().put("tenant_id", tenantId));
        String tenant = path.requiredId("tenant_id");
        path.check();
        return database.run(TenantScope.of(tenant), FIND, List.of(tenant), TenantConfigController::read)
                .next()
                .defaultIfEmpty(new ConfigBody(tenant, Json.object(), 0, null, null));
    }

    private static ConfigBody read(Readable row) {
        return new ConfigBody(
                row.get("tenant_id", String.class),
                Json.tree(row.get("config", String.class)),
                row.get("version", Integer.class),
                AdminRows.time(row, "created_at"),
                AdminRows.time(row, "updated_at"));
    }
}
