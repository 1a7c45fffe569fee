package dev.statewave.ingest.rebuild;

import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.SubjectPath;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.RebuildRequested;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.ingest.log.CommitWatermarks;
import dev.statewave.ingest.log.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code POST /admin/subjects/{subject_id}/rebuild}: has the memories of a subject derived anew from all of its
 * episodes. The old ones are seen until the new ones take their place.
 */
@RestController
class RebuildController {

    private static final String PREFIX = "/admin/subjects/";
    private static final String SUFFIX = "/rebuild";

    private final SubjectLog subjectLog;
    private final CommitWatermarks watermarks;
    private final IngestSettings settings;
    private final Clock clock;

    RebuildController(SubjectLog subjectLog, CommitWatermarks watermarks, IngestSettings settings, Clock clock) {
        this.subjectLog = subjectLog;
        this.watermarks = watermarks;
        this.settings = settings;
        this.clock = clock;
    }

    /** The answer of a job that goes on by itself. */
    record JobBody(String jobId, String status, String subjectId) {}

    /** The tenant may stand in the header or in the body; a key that is bound to a tenant speaks through the header. */
    @PostMapping(PREFIX + "{*rest}")
    Mono<ResponseEntity<Object>> rebuild(
            ServerHttpRequest request,
            @RequestBody(required = false) byte[] body,
            @RequestHeader(name = Headers.TENANT, required = false) String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) String requestId) {
        String subject = subject(request.getURI().getRawPath());
        String named = null;
        if (body != null && body.length > 0) {
            FieldReader fields = FieldReader.body(body);
            named = fields.optionalText("tenant_id", 256);
            fields.check();
        }
        String jobId = UUID.randomUUID().toString().substring(0, 8);
        return subjectLog
                .append(
                        SubjectKey.of(tenant(tenant, named), subject),
                        new RebuildRequested(jobId, clock.instant()),
                        requestId)
                .flatMap(position -> watermarks.committed(List.of(position), settings.persistWait()))
                .map(persisted -> WriteAnswer.of(202, persisted, new JobBody(jobId, "pending", subject)));
    }

    private static String tenant(String inHeader, String inBody) {
        if (inHeader != null && inBody != null && !inHeader.equals(inBody)) {
            throw ApiException.of(403, "tenant_mismatch", "The header and the body name two tenants.");
        }
        return inHeader == null ? inBody : inHeader;
    }

    private static String subject(String rawPath) {
        if (!rawPath.endsWith(SUFFIX) || rawPath.length() <= PREFIX.length() + SUFFIX.length()) {
            throw ApiException.notFound("Not Found");
        }
        return SubjectPath.subject(rawPath, PREFIX, SUFFIX);
    }
}
