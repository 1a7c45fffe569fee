package dev.statewave.context.receipts.replay;

import dev.statewave.context.admin.AdminQuery;
import dev.statewave.contract.policy.PolicyCaller;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.platform.policy.PolicyViews;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /v1/receipts/{id}/replay}, and the same for operators. Who sends no body gets the present. */
@RestController
class ReplayController {

    private final Replays replays;
    private final PolicyViews policies;

    ReplayController(Replays replays, PolicyViews policies) {
        this.replays = replays;
        this.policies = policies;
    }

    @PostMapping("/v1/receipts/{receiptId}/replay")
    Mono<ReplayBody> replay(
            @PathVariable String receiptId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.TENANT, required = false) @Nullable String tenant,
            PolicyCaller named) {
        return replays.replay(
                receiptId, tenant, at(body), (subject, owner) -> policies.ofPastRead(subject, owner, named));
    }

    @PostMapping("/admin/receipts/{receiptId}/replay")
    Mono<ReplayBody> replayAny(
            @PathVariable String receiptId,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestParam Map<String, String> parameters,
            PolicyCaller named) {
        AdminQuery admin = new AdminQuery(parameters);
        String tenant = admin.tenant();
        admin.check();
        return replays.replay(
                receiptId, tenant, at(body), (subject, owner) -> policies.ofPastAdministrator(subject, owner, named));
    }

    private static Replays.At at(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            return Replays.At.NOW;
        }
        FieldReader fields = FieldReader.body(body);
        String at = fields.optionalEnum("at", Set.of("now", "receipt"), "now");
        fields.check();
        return Replays.At.valueOf(at.toUpperCase(Locale.ROOT));
    }
}
