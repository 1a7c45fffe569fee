package dev.statewave.ingest.resolutions;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.ResolutionBody;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.ResolutionRecorded;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.ingest.log.CommitWatermarks;
import dev.statewave.ingest.log.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /v1/resolutions}: how a session stands; the latest one about a session counts. */
@RestController
class ResolutionController {

    private static final Set<String> STATUSES = Set.of("open", "resolved", "unresolved");

    private final SubjectLog subjectLog;
    private final CommitWatermarks watermarks;
    private final ScopedReads database;
    private final IngestSettings settings;
    private final Clock clock;

    ResolutionController(
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

    @PostMapping("/v1/resolutions")
    Mono<ResponseEntity<Object>> record(
            @RequestBody(required = false) byte[] body,
            @RequestHeader(name = Headers.TENANT, required = false) String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) String requestId) {
        FieldReader fields = FieldReader.body(body);
        String subject = fields.requiredId("subject_id");
        String session = fields.requiredText("session_id", 1, 256);
        String status = fields.optionalEnum("status", STATUSES, "open");
        String summary = fields.optionalText("resolution_summary", 2_000);
        var metadata = fields.objectOrEmpty("metadata");
        fields.check();
        Instant now = WireTime.micros(clock.instant());
        SubjectKey key = SubjectKey.of(tenant, subject);
        var recorded = new ResolutionRecorded(UUID.randomUUID(), session, status, summary, metadata, now);
        return subjectLog
                .append(key, recorded, requestId)
                .flatMap(position -> watermarks.committed(List.of(position), settings.persistWait()))
                .flatMap(persisted -> persisted
                        ? stored(key, session).map(found -> WriteAnswer.of(200, true, found))
                        : Mono.just(WriteAnswer.of(
                                202,
                                false,
                                new ResolutionBody(
                                        recorded.id(),
                                        subject,
                                        session,
                                        status,
                                        summary,
                                        status.equals("resolved") ? now : null,
                                        metadata,
                                        now,
                                        now))));
    }

    private Mono<ResolutionBody> stored(SubjectKey key, String session) {
        return database.run(
                        TenantScope.of(key.tenant()),
                        """
                        SELECT id, status, resolution_summary, resolved_at, metadata::text AS metadata, created_at, updated_at
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
