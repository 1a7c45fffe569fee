package dev.statewave.context.portability;

import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.portability.MemoryPayload;
import dev.statewave.contract.portability.PortableSubjectId;
import dev.statewave.contract.portability.TransferScope;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.portability.SubjectReader;
import dev.statewave.platform.portability.SubjectRows;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code POST /admin/memory/export}: several subjects in one payload. */
@RestController
class MemoryExportController {

    private static final int MOST_SUBJECTS = 1_000;

    private final SubjectReader reader;
    private final WorkThreads threads;
    private final Clock clock;

    MemoryExportController(SubjectReader reader, WorkThreads threads, Clock clock) {
        this.reader = reader;
        this.threads = threads;
        this.clock = clock;
    }

    private record Request(List<String> subjects, @Nullable String tenant, TransferScope scope) {}

    @PostMapping("/admin/memory/export")
    Mono<ResponseEntity<byte[]>> export(@RequestBody(required = false) byte @Nullable [] body, PolicyCaller caller) {
        return RequestBodies.read(body, MemoryExportController::request)
                .flatMap(request -> reader.admitted(payload(request, caller)))
                .map(payload -> ResponseEntity.ok()
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(payload));
    }

    private static Request request(FieldReader fields) {
        List<String> subjects =
                fields.requiredTexts("subject_ids", 256).stream().distinct().toList();
        fields.atMost("subject_ids", subjects.size(), MOST_SUBJECTS);
        String tenant = fields.has("tenant_id") ? fields.requiredIdOrEmpty("tenant_id") : null;
        String scope = fields.optionalEnum(
                "export_scope", TransferScope.TEXTS, TransferScope.EPISODES_MEMORIES_SOURCES.text());
        fields.check();
        subjects.forEach(id -> PortableSubjectId.check("subject_ids", id));
        if (subjects.isEmpty()) {
            throw ApiException.of(400, "bad_request", "subject_ids has to name at least one subject.");
        }
        return new Request(subjects, tenant, TransferScope.of(scope));
    }

    private Mono<byte[]> payload(Request request, PolicyCaller caller) {
        return Flux.fromIterable(request.subjects())
                .concatMap(subject -> reader.find(subject, request.tenant())
                        // One that nobody has is an empty one.
                        .map(found -> found.orElseGet(() -> SubjectKey.of(null, subject))))
                .collectList()
                .flatMap(keys -> reader.readAll(keys, caller).collectList())
                .publishOn(threads.scheduler())
                .map(rows -> write(rows, request.scope()));
    }

    private byte[] write(List<SubjectRows> rows, TransferScope scope) {
        return new MemoryPayload(scope, WireTime.micros(clock.instant()))
                .write(rows.stream()
                        .map(subject ->
                                new MemoryPayload.Subject(subject.key(), subject.episodes(), subject.memories()))
                        .toList());
    }
}
