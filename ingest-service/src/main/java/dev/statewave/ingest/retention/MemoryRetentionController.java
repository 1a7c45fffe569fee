package dev.statewave.ingest.retention;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.MemoryExpirySet;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.subjectlog.LogEntry;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code PATCH /admin/memories/{memory_id}/retention}: when a single memory expires, whatever the rules say. */
@RestController
class MemoryRetentionController {

    private static final String FIND =
            "SELECT tenant_id, subject_id, status FROM memories WHERE id = $1 AND kind <> 'passage'";
    /** As far as years have four digits. */
    private static final Instant FARTHEST = Instant.parse("9999-01-01T00:00:00Z");

    private final SubjectLog subjectLog;
    private final ScopedReads reads;
    private final Clock clock;

    MemoryRetentionController(SubjectLog subjectLog, ScopedReads reads, Clock clock) {
        this.subjectLog = subjectLog;
        this.reads = reads;
        this.clock = clock;
    }

    private record Found(SubjectKey key, String status) {}

    /** @param expiresAt null where its rules say when it expires */
    record MemoryRetentionBody(
            UUID memoryId,
            String subjectId,
            @Nullable String tenantId,
            @Nullable String expiresAt) {}

    @PatchMapping("/admin/memories/{memoryId}/retention")
    Mono<ResponseEntity<Object>> set(
            @PathVariable String memoryId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        FieldReader path = FieldReader.path(Json.object().put("memory_id", memoryId));
        UUID id = path.requiredUuid("memory_id");
        path.check();
        FieldReader query = FieldReader.query(parameters);
        String tenant = query.optionalText("tenant_id", 256);
        query.check();
        return RequestBodies.read(body, fields -> expiresAt(fields, clock.instant()))
                .flatMap(end -> reads.run(
                                TenantScope.ofReader(tenant),
                                FIND,
                                List.of(id),
                                row -> new Found(
                                        new SubjectKey(
                                                row.get("tenant_id", String.class),
                                                row.get("subject_id", String.class)),
                                        row.get("status", String.class)))
                        .next()
                        .switchIfEmpty(Mono.error(() -> ApiException.notFound("Memory not found")))
                        .flatMap(found -> set(id, found, end.orElse(null), Actor.parse(actor), requestId)));
    }

    /** Absent is a mistake, and null removes it. */
    private static Optional<Instant> expiresAt(FieldReader fields, Instant now) {
        boolean removed =
                fields.raw().has("expires_at") && fields.raw().get("expires_at").isNull();
        Instant end = removed ? null : fields.requiredMoment("expires_at");
        if (end != null && (!end.isAfter(now) || end.isAfter(FARTHEST))) {
            fields.invalid("expires_at", "Input should be in the future, before the year 9999");
        }
        fields.check();
        return Optional.ofNullable(end);
    }

    private Mono<ResponseEntity<Object>> set(
            UUID id, Found found, @Nullable Instant end, Actor actor, @Nullable String requestId) {
        if (!found.status().equals("active")) {
            return Mono.error(ApiException.of(
                    409, "conflict", "The memory is %s: only an active one can expire.".formatted(found.status())));
        }
        Instant expiresAt = end == null ? null : WireTime.micros(end);
        var record = new MemoryExpirySet(id, expiresAt, WireTime.micros(clock.instant()));
        var answer = new MemoryRetentionBody(
                id,
                found.key().subject(),
                found.key().tenantOrNull(),
                expiresAt == null ? null : WireTime.format(expiresAt));
        return subjectLog
                .appendAndAwait(new LogEntry(found.key(), record, actor), requestId)
                .map(appended -> WriteAnswer.of(appended.persisted() ? 200 : 202, appended.persisted(), answer));
    }
}
