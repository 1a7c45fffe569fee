package dev.statewave.ingest.subjects;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.SubjectPath;
import dev.statewave.contract.subjectlog.SubjectKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code DELETE /v1/subjects/{subject_id}} and {@code DELETE /admin/subjects/{subject_id}}: erases everything of the
 * subject that is before it on the log. Without a tenant it erases what has none.
 */
@RestController
class SubjectController {

    private static final String PREFIX = "/v1/subjects/";
    private static final String ADMIN = "/admin/subjects/";

    /** The parameter by which the snapshots of the subject are erased too. */
    private static final String SNAPSHOTS = "include_snapshots";

    private final SubjectDeletions deletions;

    SubjectController(SubjectDeletions deletions) {
        this.deletions = deletions;
    }

    @DeleteMapping(PREFIX + "{*rest}")
    Mono<ResponseEntity<Object>> delete(
            ServerHttpRequest request,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        String subject = SubjectPath.subject(request.getURI().getRawPath(), PREFIX, "");
        FieldReader query = FieldReader.query(parameters);
        boolean snapshotsToo = query.bool(SNAPSHOTS, false);
        query.check();
        return deletions.delete(SubjectKey.of(tenant, subject), snapshotsToo, null, requestId);
    }

    @DeleteMapping(ADMIN + "{*rest}")
    Mono<ResponseEntity<Object>> deleteAsAdministrator(
            ServerHttpRequest request,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        String subject = SubjectPath.subject(request.getURI().getRawPath(), ADMIN, "");
        FieldReader query = FieldReader.query(parameters);
        String tenant = query.has("tenant_id") ? query.requiredIdOrEmpty("tenant_id") : "";
        boolean snapshotsToo = query.bool(SNAPSHOTS, false);
        query.check();
        return deletions.delete(new SubjectKey(tenant, subject), snapshotsToo, Actor.parse(actor), requestId);
    }
}
