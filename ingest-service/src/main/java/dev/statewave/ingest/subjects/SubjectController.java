package dev.statewave.ingest.subjects;

import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.SubjectPath;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord.SubjectDeleted;
import dev.statewave.ingest.subjectlog.SubjectLog;
import dev.statewave.ingest.web.WriteAnswer;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code DELETE /v1/subjects/{subject_id}}: erases everything of the subject that is before it on the log. */
@RestController
class SubjectController {

    private static final String PREFIX = "/v1/subjects/";

    private final SubjectLog subjectLog;
    private final ScopedReads database;
    private final Clock clock;

    SubjectController(SubjectLog subjectLog, ScopedReads database, Clock clock) {
        this.subjectLog = subjectLog;
        this.database = database;
        this.clock = clock;
    }

    /** What was erased; zeros while it is not known yet. */
    record DeletedBody(String subjectId, long episodesDeleted, long memoriesDeleted) {}

    @DeleteMapping(PREFIX + "{*rest}")
    Mono<ResponseEntity<Object>> delete(
            ServerHttpRequest request,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        String subject = SubjectPath.subject(request.getURI().getRawPath(), PREFIX, "");
        var deletion = new SubjectDeleted(WireTime.micros(clock.instant()));
        return subjectLog
                .appendAndAwait(SubjectKey.of(tenant, subject), deletion, requestId)
                .flatMap(appended -> appended.persisted()
                        ? counts(subject, appended.position()).map(body -> WriteAnswer.of(200, true, body))
                        : Mono.just(WriteAnswer.of(202, false, new DeletedBody(subject, 0, 0))));
    }

    private Mono<DeletedBody> counts(String subject, LogPosition position) {
        return database.run(
                        TenantScope.NONE,
                        """
                        SELECT episodes_deleted, memories_deleted FROM subject_deletions
                        WHERE log_partition = $1 AND log_offset = $2""",
                        List.of(position.partition(), position.offset()),
                        row -> new DeletedBody(
                                subject,
                                row.get("episodes_deleted", Long.class),
                                row.get("memories_deleted", Long.class)))
                .single();
    }
}
