package dev.statewave.context.admin.operations;

import dev.statewave.context.admin.AdminQuery;
import dev.statewave.context.admin.AdminRows;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.platform.postgres.ScopedReads;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** {@code GET /admin/audit}: who did what by way of {@code /admin}, the newest first. */
@RestController
class AuditController {

    private static final Set<String> ACTIONS =
            Arrays.stream(AdminAction.values()).map(AdminAction::wire).collect(Collectors.toUnmodifiableSet());

    private static final String PAGE = """
            SELECT id, at, tenant_id, actor_id, actor_name, action, target, details::text AS details, request_id
            FROM admin_actions WHERE true{before}{actor}{action}{since}{until}{tenant}
            ORDER BY id DESC LIMIT :limit""";

    private final ScopedReads database;

    AuditController(ScopedReads database) {
        this.database = database;
    }

    /**
     * @param actorId of the API key; {@code single} for the configured one, {@code anonymous} while access is open
     * @param target what the action was about: the id of a subject, a memory, a tenant, a job or a key
     */
    record EntryBody(
            String id,
            @Nullable String at,
            String actorId,
            String actorName,
            String action,
            String target,
            @Nullable String tenantId,
            JsonNode details,
            @Nullable String requestId) {}

    /** @param nextCursor for the next page; null where this one is the last */
    record EntriesBody(List<EntryBody> entries, @Nullable String nextCursor, int limit) {}

    @GetMapping("/admin/audit")
    Mono<EntriesBody> list(@RequestParam Map<String, String> parameters) {
        AdminQuery query = new AdminQuery(parameters);
        String tenant = query.tenant();
        String actor = query.text("actor", 256);
        String action = query.oneOf("action", ACTIONS);
        Instant since = query.fields().time("since");
        Instant until = query.fields().time("until");
        String cursor = query.text("cursor", 64);
        int limit = query.limit(200, 50);
        query.check();
        return SqlQuery.of(PAGE)
                .ofTenant(tenant)
                .optional("before", " AND id < :before", cursor == null ? null : id(cursor))
                .optional("actor", " AND actor_id = :actor", actor)
                .optional("action", " AND action = :action", action)
                .optional("since", " AND at >= :since", since)
                .optional("until", " AND at < :until", until)
                // One more than the page tells whether there is a next one.
                .bind("limit", limit + 1)
                .run(database, AuditController::read)
                .collectList()
                .map(found -> {
                    List<EntryBody> page = found.subList(0, Math.min(limit, found.size()));
                    String next = found.size() > limit ? cursor(page.getLast().id()) : null;
                    return new EntriesBody(List.copyOf(page), next, limit);
                });
    }

    /** Opaque to clients, so that what it holds can change. */
    private static String cursor(String id) {
        byte[] bytes =
                ByteBuffer.allocate(Long.BYTES).putLong(Long.parseLong(id)).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static long id(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length == Long.BYTES) {
                return ByteBuffer.wrap(bytes).getLong();
            }
        } catch (IllegalArgumentException e) {
            throw invalidCursor();
        }
        throw invalidCursor();
    }

    private static ApiException invalidCursor() {
        return ApiException.of(422, "invalid_cursor", "The cursor is none that an earlier page has answered.");
    }

    private static EntryBody read(Readable row) {
        return new EntryBody(
                String.valueOf(row.get("id", Long.class)),
                AdminRows.time(row, "at"),
                row.get("actor_id", String.class),
                row.get("actor_name", String.class),
                row.get("action", String.class),
                row.get("target", String.class),
                AdminRows.tenant(row),
                Json.tree(row.get("details", String.class)),
                row.get("request_id", String.class));
    }
}
