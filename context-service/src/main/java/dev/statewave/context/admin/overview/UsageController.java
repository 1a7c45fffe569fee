package dev.statewave.context.admin.overview;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.statewave.context.admin.AdminQuery;
import dev.statewave.context.admin.CountRepository;
import dev.statewave.context.admin.CountRepository.Amounts;
import dev.statewave.context.admin.CountRepository.Counted;
import dev.statewave.contract.json.WireTime;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code GET /admin/usage}, {@code /admin/tenants} and {@code /admin/tenant-audit}: how much there is, and whose it is.
 */
@RestController
class UsageController {

    private static final String GUIDANCE_NONE = "Every row has a tenant.";
    private static final String GUIDANCE =
            "Rows without a tenant are read only by requests that name none. Record them again under a tenant and "
                    + "delete these, or leave STATEWAVE_REQUIRE_TENANT off.";

    private final CountRepository counts;
    private final ActivityRepository activity;
    private final Clock clock;

    UsageController(CountRepository counts, ActivityRepository activity, Clock clock) {
        this.counts = counts;
        this.activity = activity;
        this.clock = clock;
    }

    record AmountsBody(
            long today,
            @JsonProperty("7d") long week,
            @JsonProperty("30d") long month,
            long total) {

        static AmountsBody of(Amounts amounts) {
            return new AmountsBody(amounts.today(), amounts.week(), amounts.month(), amounts.total());
        }
    }

    record ActiveBody(
            @JsonProperty("7d") long week,
            @JsonProperty("30d") long month,
            long total) {}

    /** @param periodStart when today began */
    record UsageBody(
            String periodStart,
            String generatedAt,
            @Nullable String tenantId,
            AmountsBody episodes,
            AmountsBody memories,
            AmountsBody compileJobs,
            AmountsBody webhooks,
            ActiveBody activeSubjects) {}

    @GetMapping("/admin/usage")
    Mono<UsageBody> usage(@RequestParam Map<String, String> parameters) {
        AdminQuery query = new AdminQuery(parameters);
        String tenant = query.tenant();
        query.check();
        Instant now = WireTime.micros(clock.instant());
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return Mono.zip(
                counts.read(tenant, today),
                activity.active(tenant, midnight(today.minusDays(6)), midnight(today.minusDays(29))),
                (found, active) -> new UsageBody(
                        WireTime.formatWithOffset(midnight(today)),
                        WireTime.formatWithOffset(now),
                        tenant,
                        AmountsBody.of(found.of(Counted.EPISODES)),
                        AmountsBody.of(found.of(Counted.MEMORIES)),
                        AmountsBody.of(found.of(Counted.JOBS)),
                        AmountsBody.of(found.of(Counted.WEBHOOKS)),
                        new ActiveBody(active.week(), active.month(), active.total())));
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    record TenantsBody(List<String> tenants) {}

    @GetMapping("/admin/tenants")
    Mono<TenantsBody> tenants() {
        return activity.tenants().map(TenantsBody::new);
    }

    record RowsBody(long episodes, long memories, long compileJobs) {}

    record TenantAuditBody(RowsBody nullTenantRows, String guidance) {}

    @GetMapping("/admin/tenant-audit")
    Mono<TenantAuditBody> tenantAudit() {
        return counts.readWithoutTenant(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                .map(found -> {
                    var rows = new RowsBody(
                            found.of(Counted.EPISODES).total(),
                            found.of(Counted.MEMORIES).total(),
                            found.of(Counted.JOBS).total());
                    boolean none = rows.episodes() + rows.memories() + rows.compileJobs() == 0;
                    return new TenantAuditBody(rows, none ? GUIDANCE_NONE : GUIDANCE);
                });
    }
}
