package dev.statewave.context.admin.subjects;

import dev.statewave.context.admin.AdminQuery;
import dev.statewave.context.health.SubjectHealth;
import dev.statewave.context.sla.SlaBody;
import dev.statewave.context.sla.SubjectSla;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.policy.PolicyViews;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /admin/subjects/{subject_id}} and below. One mapping for all, since an id may hold slashes. */
@RestController
class SubjectController {

    private static final double RESPONSE_MINUTES = 5;
    private static final double RESOLUTION_HOURS = 24;
    private static final int LONGEST_NAME = 256;
    private static final int MOST_IDS = 200;

    private final SubjectSummaryRepository summaries;
    private final AdminMemoryRepository memories;
    private final AdminEpisodeRepository episodes;
    private final SessionTimeline timelines;
    private final SubjectHealth health;
    private final SubjectSla sla;
    private final PolicyViews policies;

    SubjectController(
            SubjectSummaryRepository summaries,
            AdminMemoryRepository memories,
            AdminEpisodeRepository episodes,
            SessionTimeline timelines,
            SubjectHealth health,
            SubjectSla sla,
            PolicyViews policies) {
        this.summaries = summaries;
        this.memories = memories;
        this.episodes = episodes;
        this.timelines = timelines;
        this.health = health;
        this.sla = sla;
        this.policies = policies;
    }

    @GetMapping(SubjectView.PREFIX + "{*rest}")
    Mono<Object> view(
            ServerHttpRequest request,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId,
            PolicyCaller caller) {
        SubjectView view = SubjectView.of(request.getURI().getRawPath());
        AdminQuery query = new AdminQuery(parameters);
        String subject = view.subject();
        Mono<?> answer =
                switch (view.kind()) {
                    case SUMMARY -> summary(subject, query, requestId);
                    case SLA -> sla(subject, query);
                    case MEMORIES -> memories(subject, query, caller);
                    case EPISODES -> episodes(subject, query, caller);
                    case CITING_MEMORIES -> citing(subject, uuid("episode_id", view), query, caller);
                    case RELATED_MEMORIES -> related(subject, uuid("memory_id", view), query, caller);
                    case SESSION_TIMELINE -> timeline(subject, session(view), query, caller);
                };
        return answer.cast(Object.class);
    }

    private static UUID uuid(String name, SubjectView view) {
        FieldReader path = FieldReader.path(Json.object().put(name, view.item()));
        UUID id = path.requiredUuid(name);
        if (path.hasErrors()) {
            throw ApiException.of(400, "bad_request", "The %s in the path is not a UUID.".formatted(name));
        }
        return id;
    }

    private static String session(SubjectView view) {
        FieldReader path = FieldReader.path(Json.object().put("session_id", view.item()));
        String session = path.requiredText("session_id", 1, LONGEST_NAME);
        path.check();
        return session;
    }

    private Mono<SubjectSummaryBody> summary(String subject, AdminQuery query, @Nullable String requestId) {
        String tenant = query.tenant();
        query.check();
        return Mono.zip(
                        summaries.find(subject, tenant),
                        health.inspect(subject, tenant, requestId),
                        sla.read(subject, tenant, RESPONSE_MINUTES, RESOLUTION_HOURS))
                .map(found -> SubjectSummaryBody.of(subject, tenant, found.getT1(), found.getT2(), found.getT3()));
    }

    /** The aggregates and the sessions, without the subject. */
    record SubjectSlaBody(
            int totalSessions,
            int resolvedSessions,
            int openSessions,
            @Nullable Double avgFirstResponseSeconds,
            @Nullable Double avgResolutionSeconds,
            int firstResponseBreachCount,
            int resolutionBreachCount,
            List<SlaBody.Session> sessions) {}

    private Mono<SubjectSlaBody> sla(String subject, AdminQuery query) {
        String tenant = query.tenant();
        query.check();
        return sla.read(subject, tenant, RESPONSE_MINUTES, RESOLUTION_HOURS)
                .map(found -> new SubjectSlaBody(
                        found.totalSessions(),
                        found.resolvedSessions(),
                        found.openSessions(),
                        found.avgFirstResponseSeconds(),
                        found.avgResolutionSeconds(),
                        found.firstResponseBreachCount(),
                        found.resolutionBreachCount(),
                        found.sessions()));
    }

    private Mono<AdminMemoryRepository.Page> memories(String subject, AdminQuery query, PolicyCaller caller) {
        String tenant = query.tenant();
        String status = query.oneOf("status", Set.of("all", "active", "superseded"));
        String kind = query.text("kind", LONGEST_NAME);
        String pattern = query.searchPattern();
        UUID[] ids = query.uuids("ids", MOST_IDS);
        int limit = query.limit(200, 50);
        int offset = query.offset();
        query.check();
        return policies.ofAdministrator(subject, tenant, caller)
                .flatMap(view -> memories.list(
                        subject,
                        tenant,
                        view,
                        "all".equals(status) ? null : status,
                        kind,
                        pattern,
                        ids,
                        limit,
                        offset));
    }

    private Mono<AdminMemoryRepository.Page> citing(
            String subject, UUID episode, AdminQuery query, PolicyCaller caller) {
        String tenant = query.tenant();
        int limit = query.limit(200, 50);
        int offset = query.offset();
        query.check();
        return policies.ofAdministrator(subject, tenant, caller)
                .flatMap(view -> memories.citing(subject, tenant, view, episode, limit, offset));
    }

    private Mono<RelatedMemoriesBody> related(String subject, UUID memory, AdminQuery query, PolicyCaller caller) {
        String tenant = query.tenant();
        query.check();
        return policies.ofAdministrator(subject, tenant, caller)
                .flatMap(view -> memories.related(subject, tenant, view, memory))
                .switchIfEmpty(Mono.error(() -> ApiException.notFound("Memory not found")));
    }

    private Mono<AdminEpisodeRepository.Page> episodes(String subject, AdminQuery query, PolicyCaller caller) {
        String tenant = query.tenant();
        String session = query.text("session_id", LONGEST_NAME);
        String type = query.text("type", LONGEST_NAME);
        String pattern = query.searchPattern();
        UUID[] ids = query.uuids("ids", MOST_IDS);
        int limit = query.limit(200, 50);
        int offset = query.offset();
        query.check();
        return policies.ofAdministrator(subject, tenant, caller)
                .flatMap(view -> episodes.list(subject, tenant, view, session, type, pattern, ids, limit, offset));
    }

    private Mono<SessionTimeline.Body> timeline(String subject, String session, AdminQuery query, PolicyCaller caller) {
        String tenant = query.tenant();
        int limit = query.limit(500, 200);
        query.check();
        return policies.ofAdministrator(subject, tenant, caller)
                .flatMap(view -> timelines.read(subject, tenant, view, session, limit));
    }
}
