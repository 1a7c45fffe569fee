package dev.statewave.context.admin.subjects;

import dev.statewave.context.admin.AdminQuery;
import dev.statewave.context.admin.subjects.SubjectListRepository.Filter;
import dev.statewave.context.admin.subjects.SubjectListRepository.Found;
import dev.statewave.context.health.HealthBody;
import dev.statewave.context.health.HealthState;
import dev.statewave.context.health.SubjectHealth;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.TenantScope;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /admin/subjects}. */
@RestController
class SubjectListController {

    private static final String ASCENDING = "asc";
    private static final String LAST_ACTIVITY = "last_activity";
    private static final Set<String> STATES =
            Arrays.stream(HealthState.values()).map(HealthState::wire).collect(Collectors.toUnmodifiableSet());

    private final SubjectListRepository subjects;
    private final SubjectHealth health;

    SubjectListController(SubjectListRepository subjects, SubjectHealth health) {
        this.subjects = subjects;
        this.health = health;
    }

    record SubjectBody(
            String subjectId,
            @Nullable String tenantId,
            long episodeCount,
            long memoryCount,
            long sessionCount,
            @Nullable String lastEpisodeAt,
            @Nullable String healthState,
            @Nullable Integer healthScore,
            long openSessions) {}

    record SubjectsBody(List<SubjectBody> subjects, long total, int limit, int offset) {}

    @GetMapping("/admin/subjects")
    Mono<SubjectsBody> list(
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        AdminQuery query = new AdminQuery(parameters);
        String order = query.oneOf("sort_order", Set.of(ASCENDING, "desc"));
        Filter filter = new Filter(
                query.tenant(),
                query.searchPattern(),
                query.oneOf("health_state", STATES),
                query.flag("has_open_sessions"),
                Objects.requireNonNullElse(
                        query.oneOf("sort_by", SubjectListRepository.ORDERS.keySet()), LAST_ACTIVITY),
                ASCENDING.equals(order));
        int limit = query.limit(200, 50);
        int offset = query.offset();
        query.check();
        return Mono.zip(
                subjects.page(filter, limit, offset)
                        .collectList()
                        .flatMap(page -> withHealth(page, filter.tenant(), requestId)),
                subjects.total(filter),
                (page, total) -> new SubjectsBody(page, total, limit, offset));
    }

    private Mono<List<SubjectBody>> withHealth(List<Found> page, @Nullable String tenant, @Nullable String requestId) {
        List<SubjectKey> unknown = page.stream()
                .filter(found -> found.healthState() == null)
                .map(SubjectListController::key)
                .toList();
        return health.inspectUnknown(TenantScope.ofReader(tenant), unknown, requestId)
                .map(computed -> page.stream()
                        .map(found -> body(found, computed.get(key(found))))
                        .toList());
    }

    private static SubjectKey key(Found found) {
        return new SubjectKey(found.tenant(), found.subject());
    }

    /** @param computed where nobody had looked yet */
    private static SubjectBody body(Found found, @Nullable HealthBody computed) {
        return new SubjectBody(
                found.subject(),
                found.tenant().isEmpty() ? null : found.tenant(),
                found.episodes(),
                found.memories(),
                found.sessions(),
                found.lastEpisodeAt(),
                computed == null ? found.healthState() : computed.state().wire(),
                computed == null ? found.healthScore() : Integer.valueOf(computed.score()),
                found.openSessions());
    }
}
