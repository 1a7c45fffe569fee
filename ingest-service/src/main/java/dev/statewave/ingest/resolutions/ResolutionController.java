package dev.statewave.ingest.resolutions;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.ResolutionBody;
import dev.statewave.contract.sensitivity.SecretRedaction;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.ResolutionRecorded;
import dev.statewave.ingest.redaction.RedactionPolicy;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** {@code POST /v1/resolutions}: the status of a session; the latest record of a session counts. */
@RestController
class ResolutionController {

    private static final Set<String> STATUSES = Set.of("open", "resolved", "unresolved");

    private final SubjectLog subjectLog;
    private final RedactionPolicy redaction;
    private final ScopedReads database;
    private final Clock clock;

    ResolutionController(SubjectLog subjectLog, RedactionPolicy redaction, ScopedReads database, Clock clock) {
        this.subjectLog = subjectLog;
        this.redaction = redaction;
        this.database = database;
        this.clock = clock;
    }

    private record Request(
            String subject,
            String session,
            String status,
            @Nullable String summary,
            JsonNode metadata) {

        private Request withoutSecrets() {
            return new Request(
                    subject,
                    SecretRedaction.redact(session),
                    status,
                    summary == null ? null : SecretRedaction.redact(summary),
                    SecretRedaction.redact(metadata));
        }
    }

    @PostMapping("/v1/resolutions")
    Mono<ResponseEntity<Object>> record(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return RequestBodies.read(
                        body,
                        fields -> new Request(
                                fields.requiredId("subject_id"),
                                fields.requiredText("session_id", 1, 256),
                                fields.optionalEnum("status", STATUSES, "open"),
                                fields.optionalText("resolution_summary", 2_000),
                                fields.objectOrEmpty("metadata")))
                .map(request -> redaction.redacts(tenant) ? request.withoutSecrets() : request)
                .flatMap(request -> record(request, SubjectKey.of(tenant, request.subject()), requestId));
    }

    private Mono<ResponseEntity<Object>> record(Request request, SubjectKey key, @Nullable String requestId) {
        Instant now = WireTime.micros(clock.instant());
        var recorded = new ResolutionRecorded(
                UUID.randomUUID(), request.session(), request.status(), request.summary(), request.metadata(), now);
        return subjectLog
                .appendAndAwait(key, recorded, requestId)
                .flatMap(appended -> appended.persisted()
                        ? stored(key, request.session()).map(found -> WriteAnswer.of(200, true, found))
                        : Mono.just(WriteAnswer.of(202, false, notYetStored(key, recorded))));
    }

    private static ResolutionBody notYetStored(SubjectKey key, ResolutionRecorded recorded) {
        Instant at = recorded.recordedAt();
        return new ResolutionBody(
                recorded.id(),
                key.subject(),
                recorded.sessionId(),
                recorded.status(),
                recorded.resolutionSummary(),
                recorded.status().equals("resolved") ? at : null,
                recorded.metadata(),
                at,
                at);
    }

    private Mono<ResolutionBody> stored(SubjectKey key, String session) {
        return database.run(
                        TenantScope.of(key.tenant()),
                        """
                        SELECT id, status, resolution_summary, resolved_at, metadata::text AS metadata,
                               created_at, updated_at
                        FROM resolutions WHERE subject_id = $1 AND tenant_id = $2 AND session_id = $3""",
                        List.of(key.subject(), key.tenant(), session),
                        row -> new ResolutionBody(
                                row.get("id", UUID.class),
                                key.subject(),
                                session,
                                row.get("status", String.class),
                                row.get("resolution_summary", String.class),
                                row.get("resolved_at", Instant.class),
                                Json.tree(row.get("metadata", String.class)),
                                row.get("created_at", Instant.class),
                                row.get("updated_at", Instant.class)))
                .single();
    }
}
