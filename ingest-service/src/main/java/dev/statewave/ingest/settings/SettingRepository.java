package dev.statewave.ingest.settings;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Stores settings, and with each change who made it. */
@Component
class SettingRepository {

    // $1 key, $2 new value as JSON, $3 who says so, $4 note, $5 tenant, $6 and $7 whose key it was, $8 request id, $9
    // action
    private static final String NOTED = """
            , noted AS (
                INSERT INTO setting_changes (tenant_id, key, old_value, new_value, action, changed_by, note)
                SELECT $5, $1, old_value, nullif($2, '')::jsonb, CASE $2 WHEN '' THEN 'delete' ELSE 'patch' END, $3,
                    nullif($4, '')
                FROM changed),
            audited AS (
                INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                SELECT $5, $6, $7, $9, $1, jsonb_build_object('old', old_value, 'new', nullif($2, '')::jsonb),
                    nullif($8, '')
                FROM changed)
            SELECT count(*) AS changed FROM changed""";

    // What the statement began with is read by the sub-query, whatever the other part does.
    private static final String STORE = """
            WITH written AS (
                INSERT INTO stored_settings AS known (key, value, changed_by) VALUES ($1, $2::jsonb, $3)
                ON CONFLICT (key) DO UPDATE
                SET value = excluded.value, changed_by = excluded.changed_by, changed_at = now()
                RETURNING key),
            changed AS (
                SELECT (SELECT value FROM stored_settings s WHERE s.key = written.key) AS old_value
                FROM written)""" + NOTED;

    private static final String REMOVE = """
            WITH changed AS (DELETE FROM stored_settings WHERE key = $1 RETURNING value AS old_value)""" + NOTED;

    private static final String STORE_OF_TENANT = """
            WITH written AS (
                INSERT INTO tenant_configs AS known (tenant_id, config, version)
                SELECT $5, jsonb_build_object($1, $2::jsonb), 1
                ON CONFLICT (tenant_id) DO UPDATE
                SET config = known.config || excluded.config, version = known.version + 1, updated_at = now()
                RETURNING tenant_id),
            changed AS (
                SELECT (SELECT c.config -> $1 FROM tenant_configs c WHERE c.tenant_id = written.tenant_id) AS old_value
                FROM written)""" + NOTED;

    private static final String REMOVE_OF_TENANT = """
            WITH written AS (
                UPDATE tenant_configs SET config = config - $1, version = version + 1, updated_at = now()
                WHERE tenant_id = $5 AND config ? $1 RETURNING tenant_id),
            changed AS (
                SELECT (SELECT c.config -> $1 FROM tenant_configs c WHERE c.tenant_id = written.tenant_id) AS old_value
                FROM written)""" + NOTED;

    private final ScopedWrites database;

    SettingRepository(ScopedWrites database) {
        this.database = database;
    }

    /** Nothing is noted where a value is taken away that is not there. */
    Mono<Void> apply(SettingChange change, Actor actor, @Nullable String requestId) {
        String value = change.value();
        List<Object> values = List.of(
                change.setting().key(),
                value == null ? "" : change.setting().shown(value).toString(),
                change.changedBy(),
                change.note() == null ? "" : change.note(),
                change.tenant(),
                actor.id(),
                actor.name(),
                requestId == null ? "" : requestId,
                (value == null ? AdminAction.SETTING_DELETE : AdminAction.SETTING_UPDATE).wire());
        TenantScope scope = change.tenant().isEmpty() ? TenantScope.ALL : TenantScope.of(change.tenant());
        return database.returning(scope, statement(change), values, row -> row.get("changed", Long.class))
                .then();
    }

    private static String statement(SettingChange change) {
        if (change.tenant().isEmpty()) {
            return change.value() == null ? REMOVE : STORE;
        }
        return change.value() == null ? REMOVE_OF_TENANT : STORE_OF_TENANT;
    }
}
