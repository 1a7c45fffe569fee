package dev.statewave.context.handoff;

import dev.statewave.context.receipts.Caller;
import dev.statewave.context.receipts.ReceiptIssuer;
import dev.statewave.context.tenants.TenantRulesRepository;
import dev.statewave.context.uses.MemoryUses;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.policy.PolicyViews;
import java.util.Optional;
import java.util.UUID;
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

    private final HandoffBriefs briefs;
    private final TenantRulesRepository tenants;
    private final PolicyViews policies;
    private final ReceiptIssuer receipts;
    private final MemoryUses uses;

    HandoffController(
            HandoffBriefs briefs,
            TenantRulesRepository tenants,
            PolicyViews policies,
            ReceiptIssuer receipts,
            MemoryUses uses) {
        this.briefs = briefs;
        this.tenants = tenants;
        this.policies = policies;
        this.receipts = receipts;
        this.uses = uses;
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
        // Who takes over needs the present; an answer of it to someone who asked for the past would mislead.
        fields.absent("as_of");
        fields.absent("valid_at");
        fields.check();
        return Mono.zip(tenants.find(tenant), policies.ofAnswer(subject, tenant, caller.identity()))
                .flatMap(known -> answer(
                        new HandoffBriefs.Request(
                                subject, tenant, known.getT2(), session, given == null ? "escalation" : given, budget),
                        requestId,
                        receipts.order(known.getT1(), caller)));
    }

    private Mono<HandoffBody> answer(
            HandoffBriefs.Request request, @Nullable String requestId, Optional<ReceiptIssuer.Order> wanted) {
        Mono<HandoffBriefs.Briefed> briefed = briefs.of(request, requestId)
                .doOnNext(made -> uses.note(
                        request.subject(),
                        request.tenant(),
                        made.body().provenance().factIds().stream().map(UUID::fromString),
                        made.body().provenance().episodeIds().stream().map(UUID::fromString)));
        return wanted.map(order ->
                        briefed.flatMap(made -> order.issue(HandoffReceipt.of(made.body(), made.sources(), request))
                                .map(id -> made.body().withReceipt(id.orElse(null)))))
                .orElseGet(() -> briefed.map(HandoffBriefs.Briefed::body));
    }
}
