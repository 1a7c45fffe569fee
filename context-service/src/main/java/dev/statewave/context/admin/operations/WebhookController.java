package dev.statewave.context.admin.operations;

import dev.statewave.context.admin.AdminQuery;
import dev.statewave.context.admin.AdminRows;
import dev.statewave.context.admin.CountRepository;
import dev.statewave.context.admin.DeliveryCounts;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /admin/webhooks} and below: deliveries of events, the newest first. */
@RestController
class WebhookController {

    private static final Set<String> STATES = Set.of("pending", "delivered", "dead_letter");

    private static final String COLUMNS = """
            SELECT id, event, status, attempts, max_attempts, last_attempt_at, next_attempt_at, last_error, http_status,
                created_at, delivered_at, tenant_id
            """;
    private static final String LISTED = " FROM webhook_deliveries WHERE true{status}{event}{tenant}";
    private static final String PAGE =
            COLUMNS + LISTED + " ORDER BY created_at DESC, id DESC LIMIT :limit OFFSET :offset";
    private static final String TOTAL =
            "SELECT count(*) AS total FROM (SELECT" + LISTED + " LIMIT " + AdminRows.MAX_TOTAL + ") counted";
    private static final String ONE = COLUMNS + " FROM webhook_deliveries WHERE id = :id{tenant}";

    private final ScopedReads database;
    private final CountRepository counts;
    private final Clock clock;

    WebhookController(ScopedReads database, CountRepository counts, Clock clock) {
        this.database = database;
        this.counts = counts;
        this.clock = clock;
    }

    record EventBody(
            UUID id,
            String event,
            String status,
            int attempts,
            int maxAttempts,
            @Nullable String lastAttemptAt,
            @Nullable String nextAttemptAt,
            @Nullable String lastError,
            @Nullable Integer httpStatus,
            @Nullable String createdAt,
            @Nullable String deliveredAt,
            @Nullable String tenantId) {}

    record EventsBody(List<EventBody> events, long total, int limit, int offset) {}

    @GetMapping("/admin/webhooks")
    Mono<EventsBody> list(@RequestParam Map<String, String> parameters) {
        AdminQuery query = new AdminQuery(parameters);
        String tenant = query.tenant();
        String status = query.oneOf("status", STATES);
        String event = query.text("event_type", 256);
        int limit = query.limit(100, 50);
        int offset = query.offset();
        query.check();
        var page = filtered(PAGE, tenant, status, event)
                .bind("limit", limit)
                .bind("offset", offset)
                .read(WebhookController::read);
        var total = filtered(TOTAL, tenant, status, event).read(AdminRows::total);
        return database.together(TenantScope.ofReader(tenant), List.of(page, total))
                .map(found -> new EventsBody(found.of(page), found.of(total).getFirst(), limit, offset));
    }

    @GetMapping("/admin/webhooks/stats")
    Mono<DeliveryCounts> stats(@RequestParam Map<String, String> parameters) {
        AdminQuery query = new AdminQuery(parameters);
        String tenant = query.tenant();
        query.check();
        return counts.read(tenant, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                .map(DeliveryCounts::of);
    }

    @GetMapping("/admin/webhooks/{eventId}")
    Mono<EventBody> one(@PathVariable String eventId, @RequestParam Map<String, String> parameters) {
        FieldReader path = FieldReader.path(Json.object().put("event_id", eventId));
        UUID id = path.requiredUuid("event_id");
        path.check();
        AdminQuery query = new AdminQuery(parameters);
        String tenant = query.tenant();
        query.check();
        return SqlQuery.of(ONE)
                .ofTenant(tenant)
                .bind("id", id)
                .run(database, WebhookController::read)
                .next()
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Webhook event not found")));
    }

    private static SqlQuery filtered(
            String sql, @Nullable String tenant, @Nullable String status, @Nullable String event) {
        return SqlQuery.of(sql)
                .ofTenant(tenant)
                .optional("status", " AND status = :status", status)
                .optional("event", " AND event = :event", event);
    }

    private static EventBody read(Readable row) {
        return new EventBody(
                row.get("id", UUID.class),
                row.get("event", String.class),
                row.get("status", String.class),
                row.get("attempts", Integer.class),
                row.get("max_attempts", Integer.class),
                AdminRows.time(row, "last_attempt_at"),
                AdminRows.time(row, "next_attempt_at"),
                row.get("last_error", String.class),
                row.get("http_status", Integer.class),
                AdminRows.time(row, "created_at"),
                AdminRows.time(row, "delivered_at"),
                AdminRows.tenant(row));
    }
}
