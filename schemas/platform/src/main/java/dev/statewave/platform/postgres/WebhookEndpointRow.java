package dev.statewave.platform.postgres;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.WebhookEndpointBody;
import dev.statewave.contract.rest.WebhookEndpointBody.Filters;
import dev.statewave.contract.rest.WebhookEndpointBody.SecretBody;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Maps a row of the table of webhook endpoints to the body that clients see. */
public final class WebhookEndpointRow {

    /** The columns that a query has to select. Of the secrets, the keys are left behind in the database. */
    public static final String COLUMNS = """
            id, tenant_id, url, description, event_types, subject_prefix, headers::text AS headers, rate, ordering, paused,
            enabled, read_only, disabled_at, disabled_reason, failing_since, notices::text AS notices, version, created_at,
            updated_at, seq, (
                SELECT coalesce(jsonb_agg(CASE WHEN starts_with(secret ->> 'key', 'whsk_') THEN secret - 'key'
                    ELSE secret - 'key' - 'public_key' END ORDER BY place), '[]')
                FROM jsonb_array_elements(secrets) WITH ORDINALITY AS kept (secret, place)
                WHERE (secret ->> 'expires_at')::timestamptz > now() OR secret ->> 'expires_at' IS NULL)::text AS secrets""";

    private WebhookEndpointRow() {}

    public static WebhookEndpointBody read(Readable row) {
        String tenant = text(row, "tenant_id");
        return new WebhookEndpointBody(
                Objects.requireNonNull(row.get("id", UUID.class)),
                tenant.isEmpty() ? null : tenant,
                text(row, "url"),
                text(row, "description"),
                List.of(Objects.requireNonNull(row.get("event_types", String[].class))),
                new Filters(text(row, "subject_prefix")),
                redacted(Json.tree(text(row, "headers"))),
                secrets(Json.tree(text(row, "secrets"))),
                row.get("rate", Integer.class),
                text(row, "ordering"),
                flag(row, "paused"),
                flag(row, "enabled"),
                flag(row, "read_only"),
                row.get("disabled_at", Instant.class),
                row.get("disabled_reason", String.class),
                row.get("failing_since", Instant.class),
                Json.tree(text(row, "notices")),
                Objects.requireNonNull(row.get("version", Integer.class)),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                Objects.requireNonNull(row.get("updated_at", Instant.class)));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    private static boolean flag(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Boolean.class));
    }

    private static Map<String, String> redacted(JsonNode headers) {
        var names = new LinkedHashMap<String, String>();
        headers.properties().forEach(header -> names.put(header.getKey(), "***"));
        return names;
    }

    private static List<SecretBody> secrets(JsonNode secrets) {
        var bodies = new ArrayList<SecretBody>();
        for (JsonNode secret : secrets) {
            String publicKey = secret.path("public_key").asString("");
            bodies.add(new SecretBody(
                    publicKey.isEmpty() ? "hmac" : "ed25519",
                    publicKey.isEmpty() ? null : publicKey,
                    Instant.parse(secret.path("created_at").asString()),
                    time(secret.path("expires_at"))));
        }
        return bodies;
    }

    private static @Nullable Instant time(JsonNode text) {
        return text.isString() ? Instant.parse(text.stringValue()) : null;
    }
}
