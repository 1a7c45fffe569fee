package dev.statewave.ingest.compile;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.compile.JobId;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.web.RequestBodies;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /admin/rebuilds}: has the memories of many subjects derived anew. It only notes which; the compile-worker
 * goes through them.
 */
@RestController
class RebuildAllController {

    private static final Instant FIRST = Instant.EPOCH;
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    /** Subjects of the system itself are passed over: nobody asks them anything. */
    private static final String BEGIN = """
            WITH chosen AS (
                SELECT tenant_id, subject_id FROM subject_activity
                WHERE ($3 = '' OR tenant_id = $3) AND ($4 = '' OR subject_id = $4)
                  AND last_episode_at >= $5 AND first_episode_at < $6 AND NOT is_internal(subject_id)),
            counted AS (SELECT count(*) AS subjects FROM chosen),
            begun AS (
                INSERT INTO rebuilds (id, tenant_id, selection, subjects, status, created_at)
                SELECT $1, $3, $2::jsonb, subjects, 'running', $7 FROM counted RETURNING id),
            listed AS (
                INSERT INTO rebuild_subjects (rebuild_id, tenant_id, subject_id)
                SELECT $1, tenant_id, subject_id FROM chosen),
            noted AS (
                INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                SELECT $3, $8, $9, $10, $1, $2::jsonb, nullif($11, '') FROM begun)
            SELECT subjects FROM counted""";

    private final ScopedWrites writes;
    private final Clock clock;

    RebuildAllController(ScopedWrites writes, Clock clock) {
        this.writes = writes;
        this.clock = clock;
    }

    /**
     * What a rebuild is about; all that is named has to fit.
     *
     * @param tenant empty for all
     * @param subject empty for all
     */
    private record Selection(
            String tenant,
            String subject,
            @Nullable Instant since,
            @Nullable Instant until) {

        static Selection read(FieldReader fields) {
            String tenant = fields.has("tenant_id") ? fields.requiredIdOrEmpty("tenant_id") : "";
            String subject = fields.has("subject_id") ? fields.requiredId("subject_id") : "";
            Instant since = fields.time("since");
            Instant until = fields.time("until");
            boolean all = fields.bool("all", false);
            fields.check();
            if (!all && tenant.isEmpty() && subject.isEmpty() && since == null && until == null) {
                throw ApiException.of(
                        400, "bad_request", "Name tenant_id, subject_id, since or until, or set all to true.");
            }
            return new Selection(tenant, subject, since, until);
        }

        ObjectNode json() {
            ObjectNode json = Json.object();
            put(json, "tenant_id", tenant);
            put(json, "subject_id", subject);
            put(json, "since", since == null ? "" : WireTime.formatWithOffset(since));
            put(json, "until", until == null ? "" : WireTime.formatWithOffset(until));
            return json;
        }

        private static void put(ObjectNode json, String name, String value) {
            if (!value.isEmpty()) {
                json.put(name, value);
            }
        }
    }

    /** As the context-service tells it later. */
    record RebuildBody(
            String id,
            @Nullable String tenantId,
            ObjectNode selection,
            String status,
            long subjects,
            long done,
            long failed,
            long memories,
            List<ObjectNode> errors,
            String createdAt,
            @Nullable String completedAt) {}

    @PostMapping("/admin/rebuilds")
    Mono<ResponseEntity<Object>> begin(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return RequestBodies.read(body, Selection::read)
                .flatMap(selection -> begin(selection, Actor.parse(actor), requestId));
    }

    private Mono<ResponseEntity<Object>> begin(Selection selection, Actor actor, @Nullable String requestId) {
        String id = JobId.random();
        Instant now = WireTime.micros(clock.instant());
        List<Object> values = List.of(
                id,
                selection.json().toString(),
                selection.tenant(),
                selection.subject(),
                utc(selection.since(), FIRST),
                utc(selection.until(), LAST),
                utc(now, now),
                actor.id(),
                actor.name(),
                AdminAction.REBUILD.wire(),
                requestId == null ? "" : requestId);
        return writes.returning(TenantScope.ALL, BEGIN, values, row -> row.get("subjects", Long.class))
                .map(subjects -> ResponseEntity.accepted()
                        .body(new RebuildBody(
                                id,
                                selection.tenant().isEmpty() ? null : selection.tenant(),
                                selection.json(),
                                "running",
                                subjects.getFirst(),
                                0,
                                0,
                                0,
                                List.of(),
                                WireTime.formatWithOffset(now),
                                null)));
    }

    private static OffsetDateTime utc(@Nullable Instant time, Instant otherwise) {
        return (time == null ? otherwise : time).atOffset(ZoneOffset.UTC);
    }
}
