package dev.statewave.ingest.webhooks;

import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.WebhookEndpointBody;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.postgres.WebhookEndpointRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The records of endpoints. Each change is one statement, and the note of who made it is part of that. */
@Component
class WebhookEndpointRepository {

    /** Endpoints of one tenant: each event is stored once for each of them. */
    static final int MOST = 100;
    /** Secrets that sign side by side after rotations. */
    private static final int MOST_SECRETS = 5;

    // $1 to $5 are the same in all statements: who asks, and what the note says.
    private static final String NOTED = """
            , noted AS (
                INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                SELECT tenant_id, $1, $2, $3, id::text, $4::jsonb, nullif($5, '') FROM written)
            SELECT\s""" + WebhookEndpointRow.COLUMNS + " FROM written";

    private static final String CREATE = """
            WITH given AS (SELECT $9::jsonb AS c), written AS (
                INSERT INTO webhook_endpoints (id, tenant_id, url, description, event_types, subject_prefix, headers, secrets,
                    rate, ordering, paused, enabled, version, created_at, updated_at)
                SELECT $6::uuid, $7, c ->> 'url', coalesce(c ->> 'description', ''),
                    ARRAY(SELECT jsonb_array_elements_text(coalesce(c -> 'event_types', '[]'))),
                    coalesce(c ->> 'subject_prefix', ''), coalesce(c -> 'headers', '{}'), jsonb_build_array($8::jsonb),
                    (c ->> 'rate')::integer, coalesce(c ->> 'ordering', 'best_effort'),
                    coalesce((c ->> 'paused')::boolean, false), coalesce((c ->> 'enabled')::boolean, true), 1, now(), now()
                FROM given
                WHERE (SELECT count(*) FROM webhook_endpoints WHERE tenant_id = $7 AND NOT read_only) < $10
                RETURNING *)""" + NOTED;

    private static final String PATCH = """
            WITH given AS (SELECT $7::jsonb AS c), written AS (
                UPDATE webhook_endpoints e SET
                    url = coalesce(c ->> 'url', url),
                    description = coalesce(c ->> 'description', description),
                    event_types = CASE WHEN c ? 'event_types'
                        THEN ARRAY(SELECT jsonb_array_elements_text(c -> 'event_types')) ELSE event_types END,
                    subject_prefix = coalesce(c ->> 'subject_prefix', subject_prefix),
                    headers = coalesce(c -> 'headers', headers),
                    rate = CASE WHEN c ? 'rate' THEN (c ->> 'rate')::integer ELSE rate END,
                    ordering = coalesce(c ->> 'ordering', ordering),
                    paused = coalesce((c ->> 'paused')::boolean, paused),
                    enabled = coalesce((c ->> 'enabled')::boolean, enabled),
                    -- Who enables an endpoint gives it the whole time again.
                    failing_since = CASE WHEN (c ->> 'enabled')::boolean AND NOT enabled THEN NULL ELSE failing_since END,
                    failing_level = CASE WHEN (c ->> 'enabled')::boolean AND NOT enabled THEN 0 ELSE failing_level END,
                    disabled_at = CASE WHEN (c ->> 'enabled')::boolean THEN NULL
                        WHEN NOT (c ->> 'enabled')::boolean AND enabled THEN now() ELSE disabled_at END,
                    disabled_reason = CASE WHEN (c ->> 'enabled')::boolean THEN NULL
                        WHEN NOT (c ->> 'enabled')::boolean AND enabled THEN 'request' ELSE disabled_reason END,
                    version = version + 1, updated_at = now()
                FROM given
                WHERE id = $6::uuid AND NOT read_only AND ($8 = 0 OR version = $8)
                RETURNING e.*)""" + NOTED;

    private static final String DELETE = """
            WITH written AS (DELETE FROM webhook_endpoints WHERE id = $6::uuid AND NOT read_only RETURNING *)""" + NOTED;

    private static final String ROTATE = """
            WITH written AS (
                UPDATE webhook_endpoints SET version = version + 1, updated_at = now(),
                    secrets = jsonb_build_array($7::jsonb) || coalesce((
                        SELECT jsonb_agg(CASE WHEN (secret ->> 'expires_at')::timestamptz < $8::text::timestamptz THEN secret
                            ELSE secret || jsonb_build_object('expires_at', $8::text) END ORDER BY place)
                        FROM jsonb_array_elements(secrets) WITH ORDINALITY AS kept (secret, place)
                        WHERE place < $9 AND $8::text::timestamptz > now()
                        AND coalesce((secret ->> 'expires_at')::timestamptz, 'infinity') > now()), '[]')
                WHERE id = $6::uuid AND NOT read_only
                RETURNING *)""" + NOTED;

    private static final String FIND = "SELECT " + WebhookEndpointRow.COLUMNS + " FROM webhook_endpoints WHERE id = $1";

    private final ScopedWrites database;
    private final ScopedReads reads;

    WebhookEndpointRepository(ScopedWrites database, ScopedReads reads) {
        this.database = database;
        this.reads = reads;
    }

    Mono<WebhookEndpointBody> create(Requester who, UUID id, JsonNode columns, JsonNode secret) {
        return write(
                        who.within(),
                        CREATE,
                        who.noted(AdminAction.WEBHOOK_ENDPOINT_CREATE, names(columns)),
                        id.toString(),
                        who.tenant(),
                        secret.toString(),
                        columns.toString(),
                        MOST)
                .switchIfEmpty(Mono.error(() -> ApiException.of(
                        409,
                        "conflict",
                        "The tenant has %d endpoints, which is the most: delete one.".formatted(MOST))));
    }

    /** An error 404 where there is no such endpoint, 409 where it is read-only or has another version. */
    Mono<WebhookEndpointBody> patch(Requester who, UUID id, EndpointFields.Patch patch) {
        return write(
                        who.scope(),
                        PATCH,
                        who.noted(AdminAction.WEBHOOK_ENDPOINT_UPDATE, names(patch.columns())),
                        id.toString(),
                        patch.columns().toString(),
                        patch.expectedVersion())
                .switchIfEmpty(refused(who, id));
    }

    /** As {@link #patch}. Its deliveries stay as history until their retention ends. */
    Mono<WebhookEndpointBody> delete(Requester who, UUID id) {
        return write(who.scope(), DELETE, who.noted(AdminAction.WEBHOOK_ENDPOINT_DELETE, "{}"), id.toString())
                .switchIfEmpty(refused(who, id));
    }

    /**
     * As {@link #patch}.
     *
     * @param until when the secrets so far stop signing
     */
    Mono<WebhookEndpointBody> rotate(Requester who, UUID id, JsonNode secret, Instant until) {
        return write(
                        who.scope(),
                        ROTATE,
                        who.noted(AdminAction.WEBHOOK_ENDPOINT_ROTATE, "{}"),
                        id.toString(),
                        secret.toString(),
                        WireTime.format(until),
                        MOST_SECRETS)
                .switchIfEmpty(refused(who, id));
    }

    /** An error 404 where there is no such endpoint, 409 where it is that of the settings. */
    Mono<WebhookEndpointBody> writable(Requester who, UUID id) {
        return find(who, id)
                .flatMap(found -> found.readOnly() ? Mono.error(readOnly()) : Mono.just(found))
                .switchIfEmpty(Mono.error(WebhookEndpointRepository::notFound));
    }

    private Mono<WebhookEndpointBody> find(Requester who, UUID id) {
        return reads.run(who.scope(), FIND, List.of(id), WebhookEndpointRow::read)
                .next();
    }

    private Mono<WebhookEndpointBody> refused(Requester who, UUID id) {
        return Mono.defer(() -> find(who, id)
                .flatMap(found -> Mono.<WebhookEndpointBody>error(
                        found.readOnly()
                                ? readOnly()
                                : ApiException.of(
                                        409,
                                        "conflict",
                                        "The endpoint has version %d, and not expected_version."
                                                .formatted(found.version()))))
                .switchIfEmpty(Mono.error(WebhookEndpointRepository::notFound)));
    }

    private static ApiException notFound() {
        return ApiException.notFound("Webhook endpoint not found.");
    }

    private static ApiException readOnly() {
        return ApiException.of(409, "conflict", "The endpoint is that of STATEWAVE_WEBHOOK_URL: change the settings.");
    }

    private Mono<WebhookEndpointBody> write(TenantScope scope, String sql, List<Object> noted, Object... more) {
        var values = new ArrayList<>(noted);
        values.addAll(List.of(more));
        return database.returning(scope, sql, values, WebhookEndpointRow::read)
                .flatMap(written -> written.isEmpty() ? Mono.empty() : Mono.just(written.getFirst()));
    }

    /** Names and no values: a header may hold a password. */
    private static String names(JsonNode columns) {
        var details = Json.object();
        var changed = details.putArray("fields");
        columns.propertyNames().forEach(changed::add);
        return details.toString();
    }
}
