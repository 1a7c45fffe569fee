package dev.statewave.context.subjects;

import dev.statewave.context.health.HealthBody;
import dev.statewave.context.health.SubjectHealth;
import dev.statewave.context.sla.SlaBody;
import dev.statewave.context.sla.SubjectSla;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.SubjectPath;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code GET /v1/subjects/{subject_id}/health} and {@code /sla}. One mapping for both, since an id may hold slashes.
 */
@RestController
class SubjectViewController {

    private static final String PREFIX = "/v1/subjects/";
    private static final String HEALTH = "/health";
    private static final String SLA = "/sla";

    private final SubjectHealth health;
    private final SubjectSla sla;

    SubjectViewController(SubjectHealth health, SubjectSla sla) {
        this.health = health;
        this.sla = sla;
    }

    @GetMapping(PREFIX + "{*rest}")
    Mono<Object> view(
            ServerHttpRequest request,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        String path = request.getURI().getRawPath();
        if (path.endsWith(HEALTH) && path.length() > PREFIX.length() + HEALTH.length()) {
            return health(SubjectPath.subject(path, PREFIX, HEALTH), tenant, requestId)
                    .cast(Object.class);
        }
        if (path.endsWith(SLA) && path.length() > PREFIX.length() + SLA.length()) {
            return sla(SubjectPath.subject(path, PREFIX, SLA), parameters, tenant)
                    .cast(Object.class);
        }
        return Mono.error(ApiException.routeNotFound());
    }

    private Mono<HealthBody> health(String subject, @Nullable String tenant, @Nullable String requestId) {
        return health.read(subject, tenant, requestId);
    }

    private Mono<SlaBody> sla(String subject, Map<String, String> parameters, @Nullable String tenant) {
        FieldReader fields = FieldReader.query(parameters);
        double responseMinutes = fields.number("first_response_threshold_minutes", 0, Double.MAX_VALUE, 5.0);
        double resolutionHours = fields.number("resolution_threshold_hours", 0, Double.MAX_VALUE, 24.0);
        fields.check();
        return sla.read(subject, tenant, responseMinutes, resolutionHours);
    }
}
