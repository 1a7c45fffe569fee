package dev.statewave.ingest.doctor;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Webhook endpoints that their tenants believe to work. */
@Component
class EndpointChecks {

    private static final String CHECK = "webhook-endpoints";
    private static final String RUNBOOK = "webhooks.md";
    /** Endpoints that are told one by one. */
    private static final int TOLD = 10;

    // A failure that the next attempt mends is none: an endpoint counts once it has failed for five minutes.
    private static final String UNWELL = """
            SELECT id::text AS id, tenant_id, disabled_at, disabled_reason, failing_since, count(*) OVER () AS total
            FROM webhook_endpoints
            WHERE NOT read_only AND (NOT enabled AND disabled_reason IN ('gone', 'failing')
                OR enabled AND NOT paused AND failing_since < now() - interval '5 minutes')
            ORDER BY coalesce(failing_since, disabled_at), id LIMIT %d""".formatted(TOLD);

    private final ScopedReads database;

    EndpointChecks(ScopedReads database) {
        this.database = database;
    }

    private record Unwell(
            String id,
            String tenant,
            @Nullable Instant disabledAt,
            @Nullable String reason,
            @Nullable Instant failingSince,
            long total) {

        static Unwell read(Readable row) {
            return new Unwell(
                    row.get("id", String.class),
                    row.get("tenant_id", String.class),
                    row.get("disabled_at", Instant.class),
                    row.get("disabled_reason", String.class),
                    row.get("failing_since", Instant.class),
                    row.get("total", Long.class));
        }

        Finding finding() {
            String of = tenant.isEmpty() ? "without a tenant" : "of tenant " + tenant;
            String query = tenant.isEmpty() ? "" : "?tenant_id=" + Finding.encoded(tenant);
            if (disabledAt != null) {
                String why = "gone".equals(reason) ? "its receiver said that it is gone" : "it failed for too long";
                return Finding.warning(
                        CHECK,
                        "The endpoint %s %s was disabled at %s: %s. It misses events."
                                .formatted(id, of, disabledAt, why),
                        "PATCH /admin/webhook-endpoints/%s%s {\"enabled\": true}, then replay what it missed"
                                .formatted(id, query),
                        RUNBOOK);
            }
            return Finding.warning(
                    CHECK,
                    "The endpoint %s %s fails since %s. Its deliveries wait.".formatted(id, of, failingSince),
                    "POST /admin/webhook-endpoints/%s/test%s says what the receiver answers".formatted(id, query),
                    RUNBOOK);
        }
    }

    Mono<List<Finding>> look() {
        return database.run(TenantScope.ALL, UNWELL, List.of(), Unwell::read)
                .collectList()
                .map(EndpointChecks::findings);
    }

    private static List<Finding> findings(List<Unwell> unwell) {
        if (unwell.isEmpty()) {
            return List.of(Finding.ok(CHECK, "No endpoint was disabled, and none has failed for five minutes."));
        }
        var findings = new ArrayList<Finding>();
        unwell.forEach(one -> findings.add(one.finding()));
        long others = unwell.getFirst().total() - unwell.size();
        if (others > 0) {
            findings.add(
                    Finding.warning(CHECK, "And %d more.".formatted(others), "GET /admin/webhook-endpoints", RUNBOOK));
        }
        return findings;
    }
}
