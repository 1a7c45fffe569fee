package dev.statewave.context.handoff;

import dev.statewave.context.receipts.Caller;
import dev.statewave.context.receipts.ReceiptIssuer;
import dev.statewave.context.tenants.TenantRulesRepository;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
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
    private final ReceiptIssuer receipts;

    HandoffController(HandoffBriefs briefs, TenantRulesRepository tenants, ReceiptIssuer receipts) {
        this.briefs = briefs;
        this.tenants = tenants;
        this.receipts = receipts;
    }

    @PostMapping("/v1/handoff")
    Mono<HandoffBody> handoff(
            @RequestBody(required = false) byte[] body,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        FieldReader fields = FieldReader.body(body);
        String subject = fields.requiredId("subject_id");
        String session = fields.requiredText("session_id", 1, 256);
        String given = fields.optionalText("reason", 256);
        int budget = fields.integer("max_tokens", 1, MOST_TOKENS, DEFAULT_TOKENS);
        Caller caller = Caller.read(fields);
        // Who takes over needs the present; an answer of it to someone who asked for the past would mislead.
        fields.absent("as_of");
        fields.absent("valid_at");
        fields.check();
        var request = new HandoffBriefs.Request(subject, tenant, session, given == null ? "escalation" : given, budget);
        Mono<HandoffBriefs.Briefed> briefed = briefs.of(request, requestId);
        return tenants.find(tenant).flatMap(rules -> receipts.order(rules, caller)
                .map(order ->
                        briefed.flatMap(made -> order.issue(HandoffReceipt.of(made.body(), made.sources(), request))
                                .map(id -> made.body().withReceipt(id.orElse(null)))))
                .orElseGet(() -> briefed.map(HandoffBriefs.Briefed::body)));
    }
}
