package dev.statewave.context.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.context.store.MemoryRepository;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyViews;
import dev.statewave.platform.postgres.ScopedReads;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /v1/memories/compile/{job_id}}: how an asynchronous compile stands. */
@RestController
class CompileJobController {

    private static final String COMPLETED = "completed";

    private final ScopedReads database;
    private final MemoryRepository memories;
    private final PolicyViews policies;

    CompileJobController(ScopedReads database, MemoryRepository memories, PolicyViews policies) {
        this.database = database;
        this.memories = memories;
        this.policies = policies;
    }

    /** Counts and memories only once it is completed, the error only where it failed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record JobBody(
            String jobId,
            String status,
            String subjectId,
            @Nullable Integer memoriesCreated,
            @Nullable List<MemoryBody> memories,
            @Nullable String error) {

        JobBody with(List<MemoryBody> found) {
            return new JobBody(jobId, status, subjectId, memoriesCreated, found, error);
        }
    }

    @GetMapping("/v1/memories/compile/{jobId}")
    Mono<JobBody> status(
            @PathVariable String jobId,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            PolicyCaller caller) {
        return SqlQuery.of("""
                        SELECT job_id, status, subject_id, memories_created, error
                        FROM compile_jobs WHERE job_id = :job{tenant}""")
                .bind("job", jobId.replace("\0", ""))
                .ofTenant(tenant)
                .run(database, row -> {
                    String status = row.get("status", String.class);
                    return new JobBody(
                            row.get("job_id", String.class),
                            status,
                            row.get("subject_id", String.class),
                            status.equals(COMPLETED) ? row.get("memories_created", Integer.class) : null,
                            null,
                            row.get("error", String.class));
                })
                .next()
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Job not found or expired")))
                .flatMap(job -> job.status().equals(COMPLETED)
                        ? memories.reportedBy(jobId, tenant)
                                .collectList()
                                .flatMap(found -> policies.shown(job.subjectId(), tenant, caller, found))
                                .map(job::with)
                        : Mono.just(job));
    }
}
