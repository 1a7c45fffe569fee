package dev.statewave.ingest.compile;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.compile.JobId;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.SubjectPath;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.RebuildRequested;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.subjectlog.LogEntry;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code POST /admin/subjects/{subject_id}/rebuild}: has the memories of a subject derived anew from all of its
 * episodes. The old ones stay visible until the new ones replace them.
 */
@RestController
class RebuildController {

    private static final String PREFIX = "/admin/subjects/";
    private static final String SUFFIX = "/rebuild";

    private final SubjectLog subjectLog;
    private final Clock clock;

    RebuildController(SubjectLog subjectLog, Clock clock) {
        this.subjectLog = subjectLog;
        this.clock = clock;
    }

    /** The answer for a job in the background. */
    record JobBody(String jobId, String status, String subjectId) {}

    /** The tenant may stand in the header or in the body; the gateway sets the header for a key of a tenant. */
    @PostMapping(PREFIX + "{*rest}")
    Mono<ResponseEntity<Object>> rebuild(
            ServerHttpRequest request,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        String subject = subject(request.getURI().getRawPath());
        return tenantOf(body, tenant).flatMap(owner -> {
            String jobId = JobId.random();
            var requested = new LogEntry(
                    SubjectKey.of(owner, subject), new RebuildRequested(jobId, clock.instant()), Actor.parse(actor));
            return subjectLog
                    .appendAndAwait(requested, requestId)
                    .map(appended -> WriteAnswer.of(202, appended.persisted(), new JobBody(jobId, "pending", subject)));
        });
    }

    /** An empty text for none. */
    private static Mono<String> tenantOf(byte @Nullable [] body, @Nullable String inHeader) {
        if (body == null || body.length == 0) {
            return Mono.just(inHeader == null ? "" : inHeader);
        }
        return RequestBodies.read(body, fields -> {
            String inBody = fields.optionalText("tenant_id", 256);
            if (inHeader != null && inBody != null && !inHeader.equals(inBody)) {
                throw ApiException.of(403, "tenant_mismatch", "The header and the body name two tenants.");
            }
            String tenant = inHeader == null ? inBody : inHeader;
            return tenant == null ? "" : tenant;
        });
    }

    private static String subject(String rawPath) {
        if (!rawPath.endsWith(SUFFIX) || rawPath.length() <= PREFIX.length() + SUFFIX.length()) {
            throw ApiException.routeNotFound();
        }
        return SubjectPath.subject(rawPath, PREFIX, SUFFIX);
    }
}
