package dev.statewave.ingest.compile;

import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.compile.JobId;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.CompileRequested;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.policy.PolicyViews;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /v1/memories/compile}: appends the request to the subject log, after all records that it has to see. */
@RestController
class CompileController {

    private final SubjectLog subjectLog;
    private final CompileResults results;
    private final ReportedMemoryRepository memories;
    private final PolicyViews policies;
    private final IngestSettings settings;
    private final Clock clock;

    CompileController(
            SubjectLog subjectLog,
            CompileResults results,
            ReportedMemoryRepository memories,
            PolicyViews policies,
            IngestSettings settings,
            Clock clock) {
        this.subjectLog = subjectLog;
        this.results = results;
        this.memories = memories;
        this.policies = policies;
        this.settings = settings;
        this.clock = clock;
    }

    private record Request(String subject, boolean async) {}

    /** The answer for a job in the background. */
    record JobBody(String jobId, String status, String subjectId) {}

    /**
     * The answer of a compile that was waited for.
     *
     * @param memories everything compiled since the previous explicit compile of the subject
     * @param hasMore whether episodes still wait; calling again takes the next of them
     */
    record CompiledBody(
            String subjectId,
            int memoriesCreated,
            List<MemoryBody> memories,
            boolean hasMore,
            int remainingEpisodes,
            String jobId,
            String status) {}

    @PostMapping("/v1/memories/compile")
    Mono<ResponseEntity<Object>> compile(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId,
            PolicyCaller caller) {
        return RequestBodies.read(
                        body, fields -> new Request(fields.requiredId("subject_id"), fields.bool("async", false)))
                .flatMap(request -> {
                    SubjectKey key = SubjectKey.of(tenant, request.subject());
                    String jobId = JobId.random();
                    return request.async() ? async(key, jobId, requestId) : sync(key, jobId, caller, requestId);
                });
    }

    private Mono<ResponseEntity<Object>> async(SubjectKey key, String jobId, @Nullable String requestId) {
        return subjectLog
                .appendAndAwait(key, new CompileRequested(jobId, "async", clock.instant()), requestId)
                .map(appended ->
                        WriteAnswer.of(202, appended.persisted(), new JobBody(jobId, "pending", key.subject())));
    }

    private Mono<ResponseEntity<Object>> sync(
            SubjectKey key, String jobId, PolicyCaller caller, @Nullable String requestId) {
        var requested = new CompileRequested(jobId, "sync", clock.instant());
        return results.during(jobId, settings.compileWait(), result -> subjectLog
                        .append(key, requested, requestId)
                        .flatMap(position -> Mono.firstWithSignal(result, notPersisted(position, jobId))))
                .onErrorMap(
                        TimeoutException.class,
                        e -> ApiException.of(
                                504,
                                "compile_timeout",
                                "The compile is still under way as job %s; ask /v1/memories/compile/%s for it."
                                        .formatted(jobId, jobId)))
                .flatMap(done -> answer(key, caller, done));
    }

    // Without the database the compile cannot begin, so the caller does not wait for the whole time of a compile.
    private Mono<CompileResult> notPersisted(LogPosition position, String jobId) {
        return subjectLog
                .committed(position)
                .flatMap(persisted -> persisted
                        ? Mono.never()
                        : Mono.error(ApiException.unavailable(
                                "database",
                                "The writer is behind; the compile is queued as job %s.".formatted(jobId))));
    }

    private Mono<ResponseEntity<Object>> answer(SubjectKey key, PolicyCaller caller, CompileResult result) {
        if (result.failed()) {
            return Mono.error(ApiException.of(
                    500, "compile_failed", "Compile job %s failed: %s".formatted(result.jobId(), result.error())));
        }
        return memories.find(key.tenant(), result.jobId()).collectList().flatMap(found -> policies.shown(
                        key.subject(), key.tenant(), caller, found)
                .map(shown -> body(key, found.size(), shown, result)));
    }

    private static ResponseEntity<Object> body(
            SubjectKey key, int created, List<MemoryBody> shown, CompileResult result) {
        return ResponseEntity.ok((Object) new CompiledBody(
                key.subject(),
                created,
                shown,
                result.remainingEpisodes() > 0,
                result.remainingEpisodes(),
                result.jobId(),
                "succeeded"));
    }
}
