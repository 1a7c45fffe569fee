package dev.statewave.ingest.settings;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.settings.Setting;
import dev.statewave.platform.web.RequestBodies;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Stores, removes and tries out the values of settings under {@code /admin/settings}. */
@RestController
class SettingController {

    private final SettingRepository repository;

    SettingController(SettingRepository repository) {
        this.repository = repository;
    }

    /**
     * The answer.
     *
     * @param value that was stored; null where the stored one was taken away
     * @param source where the value comes from then: {@code env}, {@code global_db} or {@code tenant_db}
     */
    record ChangedBody(String key, @Nullable JsonNode value, String source) {}

    /** @param detail why not; null where it may be stored */
    record TriedBody(boolean ok, @Nullable String detail, ObjectNode extra) {}

    @PatchMapping("/admin/settings/{key}")
    Mono<ChangedBody> store(
            @PathVariable String key,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return store(key, "", body, Actor.parse(actor), requestId);
    }

    @DeleteMapping("/admin/settings/{key}")
    Mono<ChangedBody> remove(
            @PathVariable String key,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return remove(key, "", parameters, Actor.parse(actor), requestId);
    }

    @PatchMapping("/admin/settings/tenants/{tenantId}/{key}")
    Mono<ChangedBody> storeOfTenant(
            @PathVariable String tenantId,
            @PathVariable String key,
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return store(key, tenant(tenantId), body, Actor.parse(actor), requestId);
    }

    @DeleteMapping("/admin/settings/tenants/{tenantId}/{key}")
    Mono<ChangedBody> removeOfTenant(
            @PathVariable String tenantId,
            @PathVariable String key,
            @RequestParam Map<String, String> parameters,
            @RequestHeader(name = Headers.ACTOR, required = false) @Nullable String actor,
            @RequestHeader(name = Headers.REQUEST_ID, required = false) @Nullable String requestId) {
        return remove(key, tenant(tenantId), parameters, Actor.parse(actor), requestId);
    }

    /** Changes nothing. */
    @PostMapping("/admin/settings/test")
    Mono<TriedBody> tryOut(@RequestBody(required = false) byte @Nullable [] body) {
        return RequestBodies.read(body, fields -> {
            String key = fields.requiredText("key", 1, 128);
            fields.check();
            Setting setting = SettingChange.setting(key);
            String value = SettingChange.text(fields.raw().get("value"));
            String objection = !setting.editable()
                    ? "cannot be stored: set it in the environment, and restart"
                    : value == null ? "must be text, a number, true or false" : setting.objection(value);
            return new TriedBody(
                    objection == null,
                    objection == null ? null : "%s %s.".formatted(setting.variable(), objection),
                    Json.object());
        });
    }

    private static String tenant(String tenantId) {
        FieldReader path = FieldReader.path(Json.object().put("tenant_id", tenantId));
        String tenant = path.requiredId("tenant_id");
        path.check();
        return tenant;
    }

    private Mono<ChangedBody> store(
            String key, String tenant, byte @Nullable [] body, Actor actor, @Nullable String requestId) {
        Setting setting = SettingChange.setting(key);
        return RequestBodies.read(body, fields -> SettingChange.patch(setting, tenant, fields, actor))
                .flatMap(change -> repository
                        .apply(change, actor, requestId)
                        .thenReturn(new ChangedBody(
                                key,
                                change.value() == null ? null : setting.shown(change.value()),
                                tenant.isEmpty() ? "global_db" : "tenant_db")));
    }

    private Mono<ChangedBody> remove(
            String key, String tenant, Map<String, String> parameters, Actor actor, @Nullable String requestId) {
        SettingChange change =
                SettingChange.delete(SettingChange.setting(key), tenant, FieldReader.query(parameters), actor);
        return repository
                .apply(change, actor, requestId)
                .thenReturn(new ChangedBody(key, null, tenant.isEmpty() ? "env" : "global_db"));
    }
}
