package dev.statewave.context.bundle;

import dev.statewave.context.ContextSettings;
import dev.statewave.context.receipts.Caller;
import dev.statewave.context.tenants.TenantRules;
import dev.statewave.context.tenants.TenantRulesRepository;
import dev.statewave.context.uses.MemoryUses;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.policy.PolicyViews;
import dev.statewave.platform.settings.LiveSettings;
import java.time.Clock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /v1/context}: what an agent should know for its task, within its budget. */
@RestController
class ContextController {

    private final ReceiptedContexts contexts;
    private final MemoryUses uses;
    private final TenantRulesRepository tenants;
    private final PolicyViews policies;
    private final ContextSettings settings;
    private final LiveSettings live;
    private final Clock clock;

    ContextController(
            ReceiptedContexts contexts,
            MemoryUses uses,
            TenantRulesRepository tenants,
            PolicyViews policies,
            ContextSettings settings,
            LiveSettings live,
            Clock clock) {
        this.clock = clock;
        this.contexts = contexts;
        this.uses = uses;
        this.tenants = tenants;
        this.policies = policies;
        this.settings = settings;
        this.live = live;
    }

    @PostMapping("/v1/context")
    Mono<ContextBody> context(
            @RequestBody(required = false) byte[] body,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            PolicyCaller named) {
        FieldReader fields = FieldReader.body(body);
        String subject = fields.requiredId("subject_id");
        String task = fields.requiredText("task", 1, 4_000);
        int budget = fields.integer(
                "max_tokens",
                1,
                128_000,
                live.number("default_max_context_tokens", settings.defaultMaxContextTokens()));
        String given = fields.optionalText("session_id", 256);
        // An empty one names no session.
        String session = given == null || given.isEmpty() ? null : given;
        ContextOptions options = ContextOptions.read(fields, settings, live);
        AsOf asOf = AsOf.read(fields, clock.instant());
        Caller caller = Caller.read(fields).identifiedBy(named);
        boolean filled = fields.has("fill");
        fields.check();
        Mono<PolicyView> view = asOf == null
                ? policies.ofAnswer(subject, tenant, caller.identity())
                : policies.ofPastAnswer(subject, tenant, caller.identity());
        Mono<ContextBody> answer = Mono.zip(tenants.find(tenant), view).flatMap(known -> {
            TenantRules rules = known.getT1();
            return contexts.of(
                    new ContextRequest(
                            subject,
                            tenant,
                            task,
                            session,
                            budget,
                            filled ? options : options.withFill(rules.fill()),
                            known.getT2(),
                            asOf),
                    rules,
                    caller);
        });
        // What was known in the past is asked for by auditors.
        return asOf == null ? answer.doOnNext(bundle -> noteUses(bundle, tenant)) : answer;
    }

    private void noteUses(ContextBody answer, @Nullable String tenant) {
        uses.note(
                answer.subjectId(),
                tenant,
                Stream.concat(answer.facts().stream(), answer.procedures().stream())
                        .map(MemoryBody::id),
                answer.episodes().stream().map(EpisodeBody::id));
    }
}
