package dev.statewave.context.admin.operations;

import dev.statewave.context.admin.AdminQuery;
import dev.statewave.context.admin.AdminRows;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** {@code GET /admin/rebuilds}: rebuilds of many subjects, and how far each has come. */
@RestController
class RebuildController {

    /** With the first errors. */
    private static final String ROW = """
            SELECT r.id, r.tenant_id, r.selection::text AS selection, r.status, r.subjects, r.created_at, r.completed_at,
                s.done, s.failed, s.memories, e.errors
            FROM (SELECT * FROM rebuilds WHERE ($1 = '' OR id = $1) AND ($2 = '' OR tenant_id = $2)
                  ORDER BY created_at DESC, id DESC LIMIT $3 OFFSET $4) r
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE status = 'done') AS done, count(*) FILTER (WHERE status = 'failed') AS failed,
                    coalesce(sum(memories), 0)::bigint AS memories
                FROM rebuild_subjects WHERE rebuild_id = r.id) s
            CROSS JOIN LATERAL (
                SELECT coalesce(json_agg(json_build_object(
                    'subject_id', subject_id, 'tenant_id', nullif(tenant_id, ''), 'error', error)), '[]')::text AS errors
                FROM (SELECT * FROM rebuild_subjects WHERE rebuild_id = r.id AND status = 'failed'
                      ORDER BY subject_id LIMIT 20) f) e
            ORDER BY r.created_at DESC, r.id DESC""";

    private static final String TOTAL = "SELECT count(*) AS total FROM rebuilds WHERE $1 = '' OR tenant_id = $1";

    private final ScopedReads database;

    RebuildController(ScopedReads database) {
        this.database = database;
    }

    record RebuildBody(
            String id,
            @Nullable String tenantId,
            JsonNode selection,
            String status,
            long subjects,
            long done,
            long failed,
            long memories,
            JsonNode errors,
            @Nullable String createdAt,
            @Nullable String completedAt) {}

    record RebuildsBody(List<RebuildBody> rebuilds, long total, int limit, int offset) {}

    @GetMapping("/admin/rebuilds")
    Mono<RebuildsBody> list(@RequestParam Map<String, String> parameters) {
        AdminQuery query = new AdminQuery(parameters);
        String tenant = orEmpty(query.tenant());
        int limit = query.limit(100, 50);
        int offset = query.offset();
        query.check();
        var page = new ScopedReads.Read<>(ROW, List.of("", tenant, limit, offset), RebuildController::read);
        var total = new ScopedReads.Read<>(TOTAL, List.of(tenant), AdminRows::total);
        return database.together(TenantScope.ofReader(tenant), List.of(page, total))
                .map(found -> new RebuildsBody(found.of(page), found.of(total).getFirst(), limit, offset));
    }

    @GetMapping("/admin/rebuilds/{id}")
    Mono<RebuildBody> find(@PathVariable String id, @RequestParam Map<String, String> parameters) {
        AdminQuery query = new AdminQuery(parameters);
        String tenant = orEmpty(query.tenant());
        query.check();
        if (id.isBlank() || id.indexOf('\0') >= 0) {
            return Mono.error(ApiException.notFound("Rebuild not found"));
        }
        return database.run(TenantScope.ofReader(tenant), ROW, List.of(id, tenant, 1, 0), RebuildController::read)
                .next()
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Rebuild not found")));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static RebuildBody read(Readable row) {
        return new RebuildBody(
                row.get("id", String.class),
                AdminRows.tenant(row),
                Json.tree(row.get("selection", String.class)),
                row.get("status", String.class),
                row.get("subjects", Long.class),
                row.get("done", Long.class),
                row.get("failed", Long.class),
                row.get("memories", Long.class),
                Json.tree(row.get("errors", String.class)),
                AdminRows.time(row, "created_at"),
                AdminRows.time(row, "completed_at"));
    }
}
