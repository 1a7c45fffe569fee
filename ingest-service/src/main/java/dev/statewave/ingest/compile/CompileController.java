package dev.statewave.ingest.compile;

import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.CompileRequested;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.ingest.log.CommitWatermarks;
import dev.statewave.ingest.log.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /v1/memories/compile}: puts the request onto the subject log, behind all that it has to see. */
@RestController
class CompileController {

    private final SubjectLog subjectLog;
    private final CommitWatermarks watermarks;
    private final CompileResults results;
    private final ReportedMemories memories;
    private final IngestSettings settings;
    private final Clock clock;

    CompileController(
            SubjectLog subjectLog,
            CommitWatermarks watermarks,
            CompileResults results,
            ReportedMemories memories,
            IngestSettings settings,
            Clock clock) {
        this.subjectLog = subjectLog;
        this.watermarks = watermarks;
        this.results = results;
        this.memories = memories;
        this.settings = settings;
        this.clock = clock;
    }

    /** The answer of a job that goes on by itself. */
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
            @RequestBody(required = false) byte[] body,
            @RequestHeader(name = Headers.TENANT, required = false) String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) String requestId) {
        FieldReader fields = FieldReader.body(body);
        String subject = fields.requiredId("subject_id");
        boolean async = fields.bool("async", false);
        fields.check();
        SubjectKey key = SubjectKey.of(tenant, subject);
        String jobId = UUID.randomUUID().toString().substring(0, 8);
        return async ? async(key, jobId, requestId) : sync(key, jobId, requestId);
    }

    private Mono<ResponseEntity<Object>> async(SubjectKey key, String jobId, String requestId) {
        return append(key, jobId, "async", requestId)
                .flatMap(position -> watermarks.committed(List.of(position), settings.persistWait()))
                .map(persisted -> WriteAnswer.of(202, persisted, new JobBody(jobId, "pending", key.subject())));
    }

    private Mono<ResponseEntity<Object>> sync(SubjectKey key, String jobId, String requestId) {
        Mono<CompileResult> result = results.expect(jobId, settings.compileWait());
        return append(key, jobId, "sync", requestId)
                .doOnError(e -> results.forget(jobId))
                .flatMap(position -> Mono.firstWithSignal(result, stuck(position, jobId)))
                .onErrorMap(
                        TimeoutException.class,
                        e -> ApiException.of(
                                504,
                                "compile_timeout",
                                "The compile is still under way as job %s; ask /v1/memories/compile/%s for it."
                                        .formatted(jobId, jobId)))
                .flatMap(done -> answer(key, done));
    }

    // Without the database the compile cannot even begin, and there is no point in holding the caller for as long as
    // one may take.
    private Mono<CompileResult> stuck(LogPosition position, String jobId) {
        return watermarks
                .committed(List.of(position), settings.persistWait())
                .flatMap(persisted -> persisted
                        ? Mono.never()
                        : Mono.error(ApiException.unavailable(
                                "database",
                                "The writer is behind; the compile is queued as job %s.".formatted(jobId))));
    }

    private Mono<LogPosition> append(SubjectKey key, String jobId, String mode, String requestId) {
        return subjectLog.append(key, new CompileRequested(jobId, mode, clock.instant()), requestId);
    }

    private Mono<ResponseEntity<Object>> answer(SubjectKey key, CompileResult result) {
        if (result.failed()) {
            return Mono.error(ApiException.of(
                    500, "compile_failed", "Compile job %s failed: %s".formatted(result.jobId(), result.error())));
        }
        return memories.find(key.tenant(), result.jobId())
                .collectList()
                .map(found -> ResponseEntity.ok((Object) new CompiledBody(
                        key.subject(),
                        found.size(),
                        found,
                        result.remainingEpisodes() > 0,
                        result.remainingEpisodes(),
                        result.jobId(),
                        "succeeded")));
    }
}
