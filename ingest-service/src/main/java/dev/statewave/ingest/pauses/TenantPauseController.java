package dev.statewave.ingest.pauses;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.ingest.pauses.TenantPauseRepository.Pause;
import dev.statewave.platform.web.RequestBodies;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /admin/tenant-pauses}, and the pause and resume of a tenant. Both may be repeated. */
@RestController
class TenantPauseController {

    private static final int LONGEST_REASON = 500;
    private static final int LIMIT = 50;
    private static final int MOST = 200;

    private final TenantPauseRepository pauses;

    TenantPauseController(TenantPauseRepository pauses) {
        this.pauses = pauses;
    }

    record PausesBody(List<Pause> pauses, long total, int limit, int offset) {}

    /**
     * @param changed the roles of which this call changed something
     * @param pauses of the tenant, as they are after the call
     */
    record ChangedBody(String tenantId, List<String> changed, List<Pause> pauses) {}

    /** @param reason empty for none */
    private record Wanted(Set<String> roles, String reason) {}

    @GetMapping("/admin/tenant-pauses")
    Mono<PausesBody> list(@RequestParam Map<String, String> parameters) {
        FieldReader query = FieldReader.query(parameters);
        String tenant = query.optionalText("tenant_id", 256);
        int limit = query.integer("limit", 1, MOST, LIMIT);
        int offset = query.integer("offset", 0, 1_000_000, 0);
        query.check();
        return pauses.page(tenant == null ? "" : tenant, limit, offset)
                .map(page -> new PausesBody(page.pauses(), page.total(), limit, offset));
    }

    @PostMapping("/admin/tenants/{tenantId}/pause")
    Mono<ChangedBody> pause(
            @PathVariable String tenantId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        String tenant = tenant(tenantId);
        return wanted(body, true)
                .flatMap(wanted -> pauses.pause(tenant, wanted.roles(), wanted.reason(), Actor.parse(actor), requestId))
                .flatMap(changed -> changed(tenant, changed));
    }

    @PostMapping("/admin/tenants/{tenantId}/resume")
    Mono<ChangedBody> resume(
            @PathVariable String tenantId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        String tenant = tenant(tenantId);
        return wanted(body, false)
                .flatMap(wanted -> pauses.resume(tenant, wanted.roles(), Actor.parse(actor), requestId))
                .flatMap(changed -> changed(tenant, changed));
    }

    private Mono<ChangedBody> changed(String tenant, List<String> changed) {
        return pauses.page(tenant, MOST, 0).map(page -> new ChangedBody(tenant, changed, page.pauses()));
    }

    private static Mono<Wanted> wanted(byte @Nullable [] body, boolean pause) {
        return body == null || body.length == 0
                ? Mono.just(new Wanted(TenantPauseRepository.ROLES, ""))
                : RequestBodies.read(body, fields -> wanted(fields, pause));
    }

    private static Wanted wanted(FieldReader fields, boolean pause) {
        fields.onlyKnown(pause ? Set.of("roles", "reason") : Set.of("roles"));
        Set<String> roles = fields.has("roles")
                ? fields.requiredEnums("roles", TenantPauseRepository.ROLES)
                : TenantPauseRepository.ROLES;
        String reason = pause ? fields.optionalText("reason", LONGEST_REASON) : null;
        return new Wanted(roles, reason == null ? "" : reason);
    }

    private static String tenant(String tenantId) {
        FieldReader path = FieldReader.path(Json.object().put("tenant_id", tenantId));
        String tenant = path.requiredId("tenant_id");
        path.check();
        return tenant;
    }
}
