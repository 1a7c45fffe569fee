package dev.statewave.context.admin.operations;

import dev.statewave.context.admin.AdminQuery;
import dev.statewave.context.admin.AdminRows;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /admin/jobs}: compile jobs, the newest first. */
@RestController
class JobController {

    private static final Set<String> STATES = Set.of("pending", "running", "completed", "failed");

    private static final String LISTED = " FROM compile_jobs WHERE true{status}{subject}{tenant}";
    private static final String PAGE =
            """
            SELECT job_id, subject_id, tenant_id, status, memories_created, error, created_at, started_at, completed_at
            """ + LISTED + " ORDER BY created_at DESC, job_id DESC LIMIT :limit OFFSET :offset";
    private static final String TOTAL =
            "SELECT count(*) AS total FROM (SELECT" + LISTED + " LIMIT " + AdminRows.MAX_TOTAL + ") counted";

    private final ScopedReads database;

    JobController(ScopedReads database) {
        this.database = database;
    }

    record JobBody(
            String jobId,
            String subjectId,
            @Nullable String tenantId,
            String status,
            int memoriesCreated,
            @Nullable String error,
            @Nullable String createdAt,
            @Nullable String startedAt,
            @Nullable String completedAt) {}

    record JobsBody(List<JobBody> jobs, long total, int limit, int offset) {}

    @GetMapping("/admin/jobs")
    Mono<JobsBody> list(@RequestParam Map<String, String> parameters) {
        AdminQuery query = new AdminQuery(parameters);
        String tenant = query.tenant();
        String status = query.oneOf("status", STATES);
        String subject = query.text("subject_id", 256);
        int limit = query.limit(100, 50);
        int offset = query.offset();
        query.check();
        var page = filtered(PAGE, tenant, status, subject)
                .bind("limit", limit)
                .bind("offset", offset)
                .read(JobController::read);
        var total = filtered(TOTAL, tenant, status, subject).read(AdminRows::total);
        return database.together(TenantScope.ofReader(tenant), List.of(page, total))
                .map(found -> new JobsBody(found.of(page), found.of(total).getFirst(), limit, offset));
    }

    private static SqlQuery filtered(
            String sql, @Nullable String tenant, @Nullable String status, @Nullable String subject) {
        return SqlQuery.of(sql)
                .ofTenant(tenant)
                .optional("status", " AND status = :status", status)
                .optional("subject", " AND subject_id = :subject", subject);
    }

    private static JobBody read(Readable row) {
        return new JobBody(
                row.get("job_id", String.class),
                row.get("subject_id", String.class),
                AdminRows.tenant(row),
                row.get("status", String.class),
                row.get("memories_created", Integer.class),
                row.get("error", String.class),
                AdminRows.time(row, "created_at"),
                AdminRows.time(row, "started_at"),
                AdminRows.time(row, "completed_at"));
    }
}
