package dev.statewave.ingest.retention;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.web.RequestBodies;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /admin/retention}. A worker applies the rules within an hour. */
@RestController
class RetentionController {

    private static final int MOST_LISTED = 1_000;
    private static final int MOST_DAYS = 36_500;
    private static final String EPISODES = "episodes";

    private static final String LIST = """
            SELECT tenant_id, subject_id, applies_to, days, sliding FROM retention_rules
            WHERE ($1 = '' OR tenant_id = $1) AND ($2 = '' OR subject_id = $2)
            ORDER BY tenant_id, subject_id, applies_to LIMIT $3""";

    // 0 days: the rule is removed.
    private static final String SET = """
            WITH removed AS (
                DELETE FROM retention_rules
                WHERE $4 = 0 AND tenant_id = $1 AND subject_id = $2 AND applies_to = $3),
            written AS (
                INSERT INTO retention_rules (tenant_id, subject_id, applies_to, days, sliding)
                SELECT $1, $2, $3, $4, $9 WHERE $4 > 0
                ON CONFLICT (subject_id, tenant_id, applies_to) DO UPDATE
                SET days = excluded.days, sliding = excluded.sliding, updated_at = now())
            INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
            VALUES ($1, $5, $6, $7, $2, jsonb_build_object('applies_to', $3, 'days', nullif($4, 0), 'sliding', $9), nullif($8, ''))
            RETURNING 1 AS noted""";

    private final ScopedReads reads;
    private final ScopedWrites writes;

    RetentionController(ScopedReads reads, ScopedWrites writes) {
        this.reads = reads;
        this.writes = writes;
    }

    /**
     * @param tenantId null for none
     * @param subjectId null for all of the tenant
     * @param days null where the rule was removed
     * @param sliding whether the days count from the last use, and not from the beginning of validity
     */
    record Rule(
            @Nullable String tenantId,
            @Nullable String subjectId,
            String appliesTo,
            @Nullable Integer days,
            boolean sliding) {}

    record RulesBody(List<Rule> rules) {}

    @GetMapping("/admin/retention")
    Mono<RulesBody> list(@RequestParam Map<String, String> parameters) {
        FieldReader query = FieldReader.query(parameters);
        String tenant = query.has("tenant_id") ? query.requiredIdOrEmpty("tenant_id") : "";
        String subject = query.has("subject_id") ? query.requiredIdOrEmpty("subject_id") : "";
        query.check();
        return reads.run(TenantScope.ofReader(tenant), LIST, List.of(tenant, subject, MOST_LISTED), this::read)
                .collectList()
                .map(RulesBody::new);
    }

    @PutMapping("/admin/retention")
    Mono<Rule> set(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return RequestBodies.read(body, RetentionController::rule)
                .flatMap(rule -> set(rule, Actor.parse(actor), requestId));
    }

    private static Rule rule(FieldReader fields) {
        String tenant = fields.has("tenant_id") ? fields.requiredIdOrEmpty("tenant_id") : null;
        String subject = fields.has("subject_id") ? fields.requiredIdOrEmpty("subject_id") : null;
        String appliesTo = fields.requiredText("applies_to", 1, 64);
        // Absent is a mistake, and null removes the rule.
        Integer days = fields.raw().has("days") && fields.raw().get("days").isNull()
                ? null
                : fields.requiredInteger("days", 1, MOST_DAYS);
        boolean sliding = fields.bool("sliding", false);
        if (sliding && EPISODES.equals(appliesTo)) {
            fields.invalid("sliding", "Episodes are kept from their recording on: only memories have a last use");
        }
        fields.check();
        return new Rule(emptyToNull(tenant), emptyToNull(subject), appliesTo, days, sliding && days != null);
    }

    private Mono<Rule> set(Rule rule, Actor actor, @Nullable String requestId) {
        String tenant = nullToEmpty(rule.tenantId());
        List<Object> values = List.of(
                tenant,
                nullToEmpty(rule.subjectId()),
                rule.appliesTo(),
                rule.days() == null ? 0 : rule.days(),
                actor.id(),
                actor.name(),
                AdminAction.RETENTION_SET.wire(),
                requestId == null ? "" : requestId,
                rule.sliding());
        return writes.returning(TenantScope.of(tenant), SET, values, row -> row.get("noted", Integer.class))
                .thenReturn(rule);
    }

    private Rule read(Readable row) {
        return new Rule(
                emptyToNull(row.get("tenant_id", String.class)),
                emptyToNull(row.get("subject_id", String.class)),
                row.get("applies_to", String.class),
                row.get("days", Integer.class),
                Boolean.TRUE.equals(row.get("sliding", Boolean.class)));
    }

    private static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static String nullToEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
