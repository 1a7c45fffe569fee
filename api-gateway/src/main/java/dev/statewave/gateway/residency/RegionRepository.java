package dev.statewave.gateway.residency;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import reactor.core.publisher.Mono;

/** The regions of tenants in PostgreSQL. */
final class RegionRepository implements RegionLookup {

    private static final String FIND = """
            SELECT coalesce(jsonb_typeof(config -> 'region'), 'null') AS type, config ->> 'region' AS region
            FROM tenant_configs WHERE tenant_id = $1""";

    private final ScopedReads database;

    RegionRepository(ScopedReads database) {
        this.database = database;
    }

    @Override
    public Mono<RegionPin> find(String tenant) {
        return database.run(TenantScope.of(tenant), FIND, List.of(tenant), row -> {
                    String type = row.get("type", String.class);
                    return "null".equals(type)
                            ? RegionPin.NONE
                            : new RegionPin(true, "string".equals(type) ? row.get("region", String.class) : null);
                })
                .next()
                .defaultIfEmpty(RegionPin.NONE);
    }
}
