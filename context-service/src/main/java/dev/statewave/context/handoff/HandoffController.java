package dev.statewave.context.handoff;

import dev.statewave.context.health.SubjectHealth;
import dev.statewave.context.receipts.Caller;
import dev.statewave.context.receipts.ReceiptIssuer;
import dev.statewave.context.sla.SubjectSla;
import dev.statewave.context.store.EpisodeRepository;
import dev.statewave.context.store.MemoryKind;
import dev.statewave.context.store.MemoryRepository;
import dev.statewave.context.store.ResolutionRepository;
import dev.statewave.context.tenants.TenantRulesRepository;
import dev.statewave.context.text.TokenCounter;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.policy.PolicyViews;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /v1/handoff}: a brief for whoever takes over a session. */
@RestController
class HandoffController {

    private static final int DEFAULT_TOKENS = 4_000;
    private static final int MOST_TOKENS = 16_000;
    private static final int FACTS = 20;
    private static final int EPISODES = 30;
    private static final int RESOLUTIONS = 20;
    private static final double RESPONSE_MINUTES = 5;
    private static final double RESOLUTION_HOURS = 24;

    private final MemoryRepository memories;
    private final EpisodeRepository episodes;
    private final ResolutionRepository resolutions;
    private final SubjectHealth health;
    private final SubjectSla sla;
    private final HandoffBrief brief;
    private final TenantRulesRepository tenants;
    private final PolicyViews policies;
    private final ReceiptIssuer receipts;
    private final WorkThreads threads;
    private final Clock clock;

    HandoffController(
            MemoryRepository memories,
            EpisodeRepository episodes,
            ResolutionRepository resolutions,
            SubjectHealth health,
            SubjectSla sla,
            TokenCounter tokens,
            TenantRulesRepository tenants,
            PolicyViews policies,
            ReceiptIssuer receipts,
            WorkThreads threads,
            Clock clock) {
        this.memories = memories;
        this.episodes = episodes;
        this.resolutions = resolutions;
        this.health = health;
        this.sla = sla;
        this.brief = new HandoffBrief(tokens);
        this.tenants = tenants;
        this.policies = policies;
        this.receipts = receipts;
        this.threads = threads;
        this.clock = clock;
    }

    @PostMapping("/v1/handoff")
    Mono<HandoffBody> handoff(
            @RequestBody(required = false) byte[] body,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId,
            PolicyCaller named) {
        FieldReader fields = FieldReader.body(body);
        String subject = fields.requiredId("subject_id");
        String session = fields.requiredText("session_id", 1, 256);
        String given = fields.optionalText("reason", 256);
        int budget = fields.integer("max_tokens", 1, MOST_TOKENS, DEFAULT_TOKENS);
        Caller caller = Caller.read(fields).identifiedBy(named);
        fields.check();
        String reason = given == null ? "escalation" : given;
        return Mono.zip(tenants.find(tenant), policies.ofAnswer(subject, tenant, caller.identity()))
                .flatMap(known -> {
                    PolicyView view = known.getT2();
                    Mono<Briefed> briefed = sources(subject, tenant, view, session, requestId)
                            .map(sources -> new Briefed(
                                    brief.of(
                                            subject,
                                            session,
                                            reason,
                                            budget,
                                            sources,
                                            WireTime.micros(clock.instant())),
                                    sources));
                    return receipts.order(known.getT1(), caller)
                            .map(order -> briefed.flatMap(
                                    made -> order.issue(HandoffReceipt.of(made.body(), made.sources(), tenant, view))
                                            .map(id -> made.body().withReceipt(id.orElse(null)))))
                            .orElseGet(() -> briefed.map(Briefed::body));
                });
    }

    private Mono<HandoffSources> sources(
            String subject, @Nullable String tenant, PolicyView view, String session, @Nullable String requestId) {
        return Mono.zip(
                        memories.newest(subject, tenant, view, MemoryKind.PROFILE_FACT.wire(), null, FACTS)
                                .collectList(),
                        episodes.ofSession(subject, tenant, view, session, EPISODES)
                                .collectList(),
                        episodes.ofOtherSessions(subject, tenant, view, session, EPISODES)
                                .collectList(),
                        resolutions
                                .newest(subject, tenant, null, RESOLUTIONS, 0)
                                .collectList(),
                        health.read(subject, tenant, requestId),
                        sla.read(subject, tenant, RESPONSE_MINUTES, RESOLUTION_HOURS))
                .map(found -> new HandoffSources(
                        found.getT1(), found.getT2(), found.getT3(), found.getT4(), found.getT5(), found.getT6()))
                .publishOn(threads.scheduler());
    }

    /** A brief, and what it was made of. */
    private record Briefed(HandoffBody body, HandoffSources sources) {}
}
