package dev.statewave.context.webhooks;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.WebhookEndpointBody;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.WebhookEndpointRow;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** The tables of endpoints, deliveries and attempts, as they are read. */
@Component
class EndpointRepository {

    private static final String ENDPOINTS = "SELECT " + WebhookEndpointRow.COLUMNS
            + " FROM webhook_endpoints WHERE true{tenant}{before} ORDER BY seq DESC LIMIT :limit";
    private static final String ENDPOINT =
            "SELECT " + WebhookEndpointRow.COLUMNS + " FROM webhook_endpoints WHERE id = :id{tenant}";

    private static final String DELIVERY_COLUMNS = """
            id, coalesce(event_id, id) AS event_id, endpoint_id, tenant_id, subject_id, event, status, attempts, max_attempts,
            last_attempt_at, next_attempt_at, last_error, http_status, created_at, delivered_at, seq""";
    private static final String DELIVERIES = "SELECT " + DELIVERY_COLUMNS + """
             FROM webhook_deliveries
            WHERE endpoint_id = :endpoint{tenant}{status}{event}{subject}{since}{until}{before}
            ORDER BY created_at DESC, seq DESC LIMIT :limit""";
    private static final String DELIVERY = "SELECT " + DELIVERY_COLUMNS
            + ", body FROM webhook_deliveries WHERE endpoint_id = :endpoint AND id = :id{tenant}";

    private static final String ATTEMPTS = """
            SELECT seq, delivery_id, attempt, started_at, duration_ms, outcome, http_status, error, url,
                request_headers::text AS request_headers, response_headers::text AS response_headers, response_body
            FROM webhook_attempts
            WHERE endpoint_id = :endpoint{tenant}{delivery}{outcome}{since}{until}{before}
            ORDER BY seq DESC LIMIT :limit""";

    private final ScopedReads database;

    EndpointRepository(ScopedReads database) {
        this.database = database;
    }

    private record Listed(WebhookEndpointBody endpoint, long seq) {}

    /** The newest first. */
    Mono<Page<WebhookEndpointBody>> endpoints(@Nullable String tenant, @Nullable PageCursor before, int limit) {
        return SqlQuery.of(ENDPOINTS)
                .ofTenant(tenant)
                .optional("before", " AND seq < :before", before == null ? null : before.seq())
                .bind("limit", limit + 1)
                .run(database, row -> new Listed(WebhookEndpointRow.read(row), row.get("seq", Long.class)))
                .collectList()
                .map(found -> Page.of(
                        found, limit, one -> new PageCursor(one.endpoint().createdAt(), one.seq())))
                .map(page ->
                        new Page<>(page.rows().stream().map(Listed::endpoint).toList(), page.next()));
    }

    /** An error 404 where the tenant has no such endpoint. */
    Mono<WebhookEndpointBody> endpoint(@Nullable String tenant, UUID id) {
        return SqlQuery.of(ENDPOINT)
                .bind("id", id)
                .ofTenant(tenant)
                .run(database, WebhookEndpointRow::read)
                .next()
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Webhook endpoint not found.")));
    }

    /**
     * What a list is to have; null fits all.
     *
     * @param until the first moment that is too late
     */
    record Filter(
            @Nullable String status,
            @Nullable String event,
            @Nullable String subject,
            @Nullable UUID delivery,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable PageCursor before,
            int limit) {}

    /** The newest first. */
    Mono<Page<DeliveryBody>> deliveries(@Nullable String tenant, UUID endpoint, Filter filter) {
        PageCursor before = filter.before();
        return SqlQuery.of(DELIVERIES)
                .ofTenant(tenant)
                .bind("endpoint", endpoint)
                .optional("status", " AND status = :status", filter.status())
                .optional("event", " AND event = :event", filter.event())
                .optional("subject", " AND subject_id = :subject", filter.subject())
                .optional("since", " AND created_at >= :since", filter.since())
                .optional("until", " AND created_at < :until", filter.until())
                .optional("time", "", before == null ? null : before.time())
                .optional("before", " AND (created_at, seq) < (:time, :before)", before == null ? null : before.seq())
                .bind("limit", filter.limit() + 1)
                .run(database, row -> delivery(row, null))
                .collectList()
                .map(found -> Page.of(found, filter.limit(), DeliveryBody::cursor));
    }

    /** An error 404 where the endpoint has no such delivery. */
    Mono<DeliveryBody> delivery(@Nullable String tenant, UUID endpoint, UUID id) {
        return SqlQuery.of(DELIVERY)
                .bind("endpoint", endpoint)
                .bind("id", id)
                .ofTenant(tenant)
                .run(database, row -> {
                    String body = row.get("body", String.class);
                    return delivery(row, body == null ? null : Json.tree(body));
                })
                .next()
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Delivery not found.")));
    }

    /** The newest first. */
    Mono<Page<AttemptBody>> attempts(@Nullable String tenant, UUID endpoint, Filter filter) {
        return SqlQuery.of(ATTEMPTS)
                .ofTenant(tenant)
                .bind("endpoint", endpoint)
                .optional("delivery", " AND delivery_id = :delivery", filter.delivery())
                .optional("outcome", " AND outcome = :outcome", filter.status())
                .optional("since", " AND started_at >= :since", filter.since())
                .optional("until", " AND started_at < :until", filter.until())
                .optional(
                        "before",
                        " AND seq < :before",
                        filter.before() == null ? null : filter.before().seq())
                .bind("limit", filter.limit() + 1)
                .run(database, EndpointRepository::attempt)
                .collectList()
                .map(found -> Page.of(found, filter.limit(), AttemptBody::cursor));
    }

    private static DeliveryBody delivery(Readable row, @Nullable JsonNode body) {
        String tenant = row.get("tenant_id", String.class);
        return new DeliveryBody(
                row.get("id", UUID.class),
                row.get("event_id", UUID.class),
                row.get("endpoint_id", UUID.class),
                tenant == null || tenant.isEmpty() ? null : tenant,
                row.get("subject_id", String.class),
                row.get("event", String.class),
                row.get("status", String.class),
                row.get("attempts", Integer.class),
                row.get("max_attempts", Integer.class),
                row.get("last_attempt_at", Instant.class),
                row.get("next_attempt_at", Instant.class),
                row.get("last_error", String.class),
                row.get("http_status", Integer.class),
                row.get("created_at", Instant.class),
                row.get("delivered_at", Instant.class),
                body,
                row.get("seq", Long.class));
    }

    private static AttemptBody attempt(Readable row) {
        return new AttemptBody(
                row.get("delivery_id", UUID.class),
                row.get("attempt", Integer.class),
                row.get("started_at", Instant.class),
                row.get("duration_ms", Integer.class),
                row.get("outcome", String.class),
                row.get("http_status", Integer.class),
                row.get("error", String.class),
                new AttemptBody.RequestBody(
                        row.get("url", String.class), Json.tree(row.get("request_headers", String.class))),
                new AttemptBody.ResponseBody(
                        Json.tree(row.get("response_headers", String.class)), row.get("response_body", String.class)),
                row.get("seq", Long.class));
    }
}
