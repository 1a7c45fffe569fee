package dev.statewave.ingest.labels;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsSet;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.ingest.log.CommitWatermarks;
import dev.statewave.ingest.log.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.postgres.MemoryRow;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
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
    private final CommitWatermarks watermarks;
    private final ScopedReads database;
    private final IngestSettings settings;
    private final Clock clock;

    LabelController(
            SubjectLog subjectLog,
            CommitWatermarks watermarks,
            ScopedReads database,
            IngestSettings settings,
            Clock clock) {
        this.subjectLog = subjectLog;
        this.watermarks = watermarks;
        this.database = database;
        this.settings = settings;
        this.clock = clock;
    }

    private record Found(SubjectKey key, MemoryBody memory) {}

    @PatchMapping("/v1/memories/{memoryId}/labels")
    Mono<ResponseEntity<Object>> replace(
            @PathVariable String memoryId,
            @RequestBody(required = false) byte[] body,
            @RequestHeader(name = Headers.TENANT, required = false) String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) String requestId) {
        FieldReader path = FieldReader.path(Json.object().put("memory_id", memoryId));
        UUID id = path.requiredUuid("memory_id");
        path.check();
        FieldReader fields = FieldReader.body(body);
        List<String> given = fields.requiredTexts("sensitivity_labels", LONGEST);
        List<String> labels = given.stream()
                .map(label -> label.strip().toLowerCase(Locale.ROOT))
                .filter(label -> !label.isEmpty())
                .distinct()
                .toList();
        fields.atMost("sensitivity_labels", labels.size(), MOST);
        fields.check();
        return find(id, tenant)
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Memory not found")))
                .flatMap(found -> replace(found, labels, requestId));
    }

    private Mono<ResponseEntity<Object>> replace(Found found, List<String> labels, String requestId) {
        Instant now = WireTime.micros(clock.instant());
        return subjectLog
                .append(found.key(), new LabelsSet(found.memory().id(), labels, now), requestId)
                .flatMap(position -> watermarks.committed(List.of(position), settings.persistWait()))
                .map(persisted -> WriteAnswer.of(
                        persisted ? 200 : 202, persisted, found.memory().withLabels(labels, now)));
    }

    /** Nothing where there is no such memory, or where it is another tenant's. */
    private Mono<Found> find(UUID id, String tenant) {
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
