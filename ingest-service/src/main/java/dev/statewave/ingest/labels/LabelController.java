package dev.statewave.ingest.labels;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsSet;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.postgres.MemoryRow;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code PATCH /v1/memories/{memory_id}/labels}: replaces the sensitivity labels of a memory. */
@RestController
class LabelController {

    private static final int MOST = 32;
    private static final int LONGEST = 128;

    private final SubjectLog subjectLog;
    private final ScopedReads database;
    private final Clock clock;

    LabelController(SubjectLog subjectLog, ScopedReads database, Clock clock) {
        this.subjectLog = subjectLog;
        this.database = database;
        this.clock = clock;
    }

    private record Found(SubjectKey key, MemoryBody memory) {}

    @PatchMapping("/v1/memories/{memoryId}/labels")
    Mono<ResponseEntity<Object>> replace(
            @PathVariable String memoryId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        FieldReader path = FieldReader.path(Json.object().put("memory_id", memoryId));
        UUID id = path.requiredUuid("memory_id");
        path.check();
        return RequestBodies.read(body, LabelController::labels).flatMap(labels -> find(id, tenant)
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Memory not found")))
                .flatMap(found -> replace(found, labels, requestId)));
    }

    private static List<String> labels(FieldReader fields) {
        List<String> labels = fields.requiredTexts("sensitivity_labels", LONGEST).stream()
                .map(label -> label.strip().toLowerCase(Locale.ROOT))
                .filter(label -> !label.isEmpty())
                .distinct()
                .toList();
        fields.atMost("sensitivity_labels", labels.size(), MOST);
        return labels;
    }

    private Mono<ResponseEntity<Object>> replace(Found found, List<String> labels, @Nullable String requestId) {
        Instant now = WireTime.micros(clock.instant());
        return subjectLog
                .appendAndAwait(found.key(), new LabelsSet(found.memory().id(), labels, now), requestId)
                .map(appended -> WriteAnswer.of(
                        appended.persisted() ? 200 : 202,
                        appended.persisted(),
                        found.memory().withLabels(labels, now)));
    }

    /** Empty where there is no such memory, or where it belongs to another tenant. */
    private Mono<Found> find(UUID id, @Nullable String tenant) {
        return database.run(
                        TenantScope.ofReader(tenant),
                        "SELECT m.tenant_id, " + MemoryRow.COLUMNS + " FROM memories m WHERE m.id = $1",
                        List.of(id),
                        row -> {
                            MemoryBody memory = MemoryRow.read(row);
                            return new Found(
                                    new SubjectKey(row.get("tenant_id", String.class), memory.subjectId()), memory);
                        })
                .next();
    }
}
