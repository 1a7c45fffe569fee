package dev.statewave.ingest.roles;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.topics.ConsumerRole;
import dev.statewave.contract.topics.RoleState;
import dev.statewave.ingest.web.BlockingCalls;
import dev.statewave.platform.web.RequestBodies;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /admin/roles}. */
@RestController
class RoleController {

    private static final int LONGEST_REASON = 500;

    private final RoleControl roles;
    private final BlockingCalls calls;

    RoleController(RoleControl roles, BlockingCalls calls) {
        this.roles = roles;
        this.calls = calls;
    }

    /**
     * @param since when it was paused or resumed last; null where it never was
     * @param actor the id of the API key that did it
     */
    record RoleBody(
            String role,
            String group,
            boolean paused,
            @Nullable Instant since,
            @Nullable String actor,
            @Nullable String reason) {

        static RoleBody of(ConsumerRole group, @Nullable RoleState state) {
            return state == null
                    ? new RoleBody(group.role(), group.id(), false, null, null, null)
                    : new RoleBody(
                            group.role(), group.id(), state.paused(), state.since(), state.actor(), state.reason());
        }
    }

    record RolesBody(List<RoleBody> roles) {}

    @GetMapping("/admin/roles")
    Mono<RolesBody> list() {
        return Mono.fromSupplier(() -> new RolesBody(Arrays.stream(ConsumerRole.values())
                .map(group -> RoleBody.of(group, roles.state(group.role()).orElse(null)))
                .toList()));
    }

    @PostMapping("/admin/roles/{role}/pause")
    Mono<RoleBody> pause(
            @PathVariable String role,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        ConsumerRole group = group(role);
        Mono<Reason> reason = body == null || body.length == 0
                ? Mono.just(new Reason(null))
                : RequestBodies.read(body, RoleController::reason);
        return reason.flatMap(given -> calls.run(() ->
                RoleBody.of(group, roles.change(group.role(), true, given.text(), Actor.parse(actor), requestId))));
    }

    @PostMapping("/admin/roles/{role}/resume")
    Mono<RoleBody> resume(
            @PathVariable String role,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        ConsumerRole group = group(role);
        return calls.run(
                () -> RoleBody.of(group, roles.change(group.role(), false, null, Actor.parse(actor), requestId)));
    }

    private record Reason(@Nullable String text) {}

    private static Reason reason(FieldReader fields) {
        fields.onlyKnown(Set.of("reason"));
        String text = fields.optionalText("reason", LONGEST_REASON);
        return new Reason(text == null || text.isEmpty() ? null : text);
    }

    private static ConsumerRole group(String role) {
        FieldReader path = FieldReader.path(Json.object().put("role", role));
        String named = path.requiredId("role");
        path.check();
        return ConsumerRole.ofRole(named).orElseThrow(() -> ApiException.notFound("There is no such role"));
    }
}
