package dev.statewave.ingest.operations;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.ingest.operations.OperationalRows.Filter;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The writes under {@code /admin/jobs} and {@code /admin/webhooks}. */
@RestController
class OperationsController {

    private static final Set<String> ENDED_JOBS = Set.of("completed", "failed");
    private static final Set<String> ENDED_DELIVERIES = Set.of("delivered", "dead_letter");

    private static final String JOB_STATUS = """
            SELECT status FROM compile_jobs WHERE job_id = $1 AND ($2 = '' OR tenant_id = $2)""";

    private final OperationalRows rows;
    private final StuckJobs stuck;
    private final ScopedReads database;

    OperationsController(OperationalRows rows, StuckJobs stuck, ScopedReads database) {
        this.rows = rows;
        this.stuck = stuck;
        this.database = database;
    }

    record DeletedBody(long deleted) {}

    @DeleteMapping("/admin/jobs")
    Mono<DeletedBody> deleteJobs(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        Filter filter = Filter.read(parameters, "subject_id", ENDED_JOBS);
        return rows.deleteJobs(filter, Actor.parse(actor), requestId).map(DeletedBody::new);
    }

    @DeleteMapping("/admin/jobs/{jobId}")
    Mono<DeletedBody> deleteJob(
            @PathVariable String jobId,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        FieldReader path = FieldReader.path(Json.object().put("job_id", jobId));
        String job = path.requiredId("job_id");
        path.check();
        String tenant = tenant(parameters);
        return database.run(
                        TenantScope.ofReader(tenant),
                        JOB_STATUS,
                        List.of(job, tenant),
                        row -> row.get("status", String.class))
                .next()
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Job not found")))
                .flatMap(status -> ENDED_JOBS.contains(status)
                        ? rows.deleteJob(new Filter(ENDED_JOBS, job, tenant), Actor.parse(actor), requestId)
                        : Mono.error(ApiException.of(409, "conflict", "The job is %s.".formatted(status))))
                .map(DeletedBody::new);
    }

    @PostMapping("/admin/jobs/reset-stuck")
    Mono<StuckJobs.ResetBody> resetStuck(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return stuck.reset(tenant(parameters), Actor.parse(actor), requestId);
    }

    @DeleteMapping("/admin/webhooks")
    Mono<DeletedBody> deleteDeliveries(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        Filter filter = Filter.read(parameters, "event_type", ENDED_DELIVERIES);
        return rows.deleteDeliveries(filter, Actor.parse(actor), requestId).map(DeletedBody::new);
    }

    /** Empty for all. */
    private static String tenant(Map<String, String> parameters) {
        FieldReader query = FieldReader.query(parameters);
        String tenant = query.optionalText("tenant_id", 256);
        query.check();
        return tenant == null ? "" : tenant;
    }
}
