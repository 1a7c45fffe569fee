package dev.statewave.context.admin.labels;

import dev.statewave.context.admin.AdminQuery;
import dev.statewave.context.admin.AdminRows;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.sensitivity.SensitiveLabel;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.policy.PolicyViews;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /admin/memories/with-suggested-labels}: what waits for a review, the newest first. */
@RestController
class SuggestedLabelController {

    private static final List<LabelBody> CATALOGUE = Arrays.stream(SensitiveLabel.values())
            .map(label -> new LabelBody(label.text(), label.description()))
            .toList();

    private static final String LISTED =
            " FROM memories m WHERE m.suggested_labels <> '{}' AND m.kind <> 'passage'{subject}{label}{tenant m}{visible m}";
    private static final String PAGE =
            """
            SELECT m.id, m.subject_id, m.tenant_id, m.kind, m.content, m.summary, m.suggested_labels,
                m.sensitivity_labels, m.created_at
            """ + LISTED + " ORDER BY m.created_at DESC, m.sequence DESC LIMIT :limit OFFSET :offset";
    private static final String TOTAL =
            "SELECT count(*) AS total FROM (SELECT" + LISTED + " LIMIT " + AdminRows.MAX_TOTAL + ") counted";

    private final ScopedReads database;
    private final PolicyViews policies;

    SuggestedLabelController(ScopedReads database, PolicyViews policies) {
        this.database = database;
        this.policies = policies;
    }

    record MemoryBody(
            UUID id,
            String subjectId,
            @Nullable String tenantId,
            String kind,
            String content,
            String summary,
            List<String> suggestedLabels,
            List<String> sensitivityLabels,
            @Nullable String createdAt) {}

    /** A label that the system may suggest. */
    record LabelBody(String label, String description) {}

    record MemoriesBody(List<MemoryBody> memories, long total, int limit, int offset, List<LabelBody> catalogue) {}

    @GetMapping("/admin/memories/with-suggested-labels")
    Mono<MemoriesBody> list(@RequestParam Map<String, String> parameters, PolicyCaller caller) {
        AdminQuery query = new AdminQuery(parameters);
        String tenant = query.tenant();
        // What a caller is shown is worked out subject by subject.
        String subject = caller.isNamed() ? query.fields().requiredId("subject_id") : query.text("subject_id", 256);
        String label = query.text("label", 128);
        int limit = query.limit(200, 50);
        int offset = query.offset();
        query.check();
        return (subject == null ? Mono.just(PolicyView.OPEN) : policies.ofAdministrator(subject, tenant, caller))
                .flatMap(view -> page(tenant, subject, view, label, limit, offset));
    }

    private Mono<MemoriesBody> page(
            @Nullable String tenant,
            @Nullable String subject,
            PolicyView view,
            @Nullable String label,
            int limit,
            int offset) {
        var page = filtered(PAGE, tenant, subject, view, label)
                .bind("limit", limit)
                .bind("offset", offset)
                .read(row -> read(row, view));
        var total = filtered(TOTAL, tenant, subject, view, label).read(AdminRows::total);
        return database.together(TenantScope.ofReader(tenant), List.of(page, total))
                .map(found -> new MemoriesBody(found.of(page), found.of(total).getFirst(), limit, offset, CATALOGUE));
    }

    private static SqlQuery filtered(
            String sql, @Nullable String tenant, @Nullable String subject, PolicyView view, @Nullable String label) {
        return SqlQuery.of(sql)
                .ofTenant(tenant)
                .visibleTo(view)
                .optional("subject", " AND m.subject_id = :subject", subject)
                .optional("label", " AND :label = ANY (m.suggested_labels)", label);
    }

    private static MemoryBody read(Readable row, PolicyView view) {
        UUID id = row.get("id", UUID.class);
        return new MemoryBody(
                id,
                row.get("subject_id", String.class),
                AdminRows.tenant(row),
                row.get("kind", String.class),
                view.shown(id, row.get("content", String.class)),
                view.shown(id, row.get("summary", String.class)),
                List.of(row.get("suggested_labels", String[].class)),
                List.of(row.get("sensitivity_labels", String[].class)),
                AdminRows.time(row, "created_at"));
    }
}
