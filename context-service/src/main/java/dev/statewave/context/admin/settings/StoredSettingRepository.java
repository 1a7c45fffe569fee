package dev.statewave.context.admin.settings;

import dev.statewave.context.admin.AdminRows;
import dev.statewave.contract.json.Json;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Settings that were stored, and who stored them. */
@Component
class StoredSettingRepository {

    private final ScopedReads database;

    StoredSettingRepository(ScopedReads database) {
        this.database = database;
    }

    /**
     * A change of a setting.
     *
     * @param oldValue null for none, as {@code newValue}
     */
    record Change(
            long id,
            String key,
            @Nullable JsonNode oldValue,
            @Nullable JsonNode newValue,
            String action,
            @Nullable String tenantId,
            String changedBy,
            @Nullable String changedAt,
            @Nullable String note) {}

    /** By key. */
    Mono<Map<String, String>> all() {
        return database.run(
                        TenantScope.ALL,
                        "SELECT key, value #>> '{}' AS value FROM stored_settings",
                        List.of(),
                        row -> Map.entry(row.get("key", String.class), row.get("value", String.class)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** The configuration of a tenant; an empty object where it has none, or where no tenant is named. */
    Mono<JsonNode> ofTenant(@Nullable String tenant) {
        return tenant == null
                ? Mono.just(Json.object())
                : database.run(
                                TenantScope.of(tenant),
                                "SELECT config::text AS config FROM tenant_configs WHERE tenant_id = $1",
                                List.of(tenant),
                                row -> Json.tree(row.get("config", String.class)))
                        .next()
                        .defaultIfEmpty(Json.object());
    }

    /** The newest first. */
    Mono<List<Change>> changes(String key, int limit) {
        return database.run(TenantScope.ALL, """
                        SELECT id, key, old_value::text AS old_value, new_value::text AS new_value, action, tenant_id,
                            changed_by, changed_at, note
                        FROM setting_changes WHERE $1 = '' OR key = $1 ORDER BY id DESC LIMIT $2""", List.of(key, limit), StoredSettingRepository::read)
                .collectList();
    }

    /** Whether episodes of a tenant are there. */
    Mono<Boolean> hasTenants() {
        return database.run(
                        TenantScope.ALL,
                        "SELECT EXISTS (SELECT FROM daily_counts WHERE tenant_id <> '') AS found",
                        List.of(),
                        row -> row.get("found", Boolean.class))
                .single();
    }

    private static Change read(Readable row) {
        return new Change(
                Objects.requireNonNull(row.get("id", Long.class)),
                row.get("key", String.class),
                json(row.get("old_value", String.class)),
                json(row.get("new_value", String.class)),
                row.get("action", String.class),
                AdminRows.tenant(row),
                row.get("changed_by", String.class),
                AdminRows.time(row, "changed_at"),
                row.get("note", String.class));
    }

    private static @Nullable JsonNode json(@Nullable String text) {
        return text == null ? null : Json.tree(text);
    }
}
