package dev.statewave.context.admin.settings;

import dev.statewave.context.admin.AdminQuery;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.settings.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** {@code GET /admin/settings}, one of them, and the log of their changes. */
@RestController
class SettingController {

    private final AppliedSettings applied;
    private final StoredSettingRepository stored;

    SettingController(AppliedSettings applied, StoredSettingRepository stored) {
        this.applied = applied;
        this.stored = stored;
    }

    /** @param settings by key, in the order of the documentation */
    record SettingsBody(
            Map<String, SettingBody> settings, @Nullable String tenantId) {}

    record ChangesBody(List<StoredSettingRepository.Change> entries) {}

    @GetMapping("/admin/settings")
    Mono<SettingsBody> list(@RequestParam Map<String, String> parameters) {
        String tenant = tenant(parameters);
        return stored.all().zipWith(stored.ofTenant(tenant)).map(found -> {
            var settings = new LinkedHashMap<String, SettingBody>();
            Setting.ALL.forEach(setting -> settings.put(setting.key(), body(setting, found.getT1(), found.getT2())));
            return new SettingsBody(settings, tenant);
        });
    }

    @GetMapping("/admin/settings/{key}")
    Mono<SettingBody> one(@PathVariable String key, @RequestParam Map<String, String> parameters) {
        String tenant = tenant(parameters);
        Setting setting = Setting.find(key)
                .orElseThrow(() -> ApiException.notFound("There is no setting of this name: see /admin/settings."));
        return stored.all().zipWith(stored.ofTenant(tenant)).map(found -> body(setting, found.getT1(), found.getT2()));
    }

    @GetMapping("/admin/settings/audit/log")
    Mono<ChangesBody> changes(@RequestParam Map<String, String> parameters) {
        AdminQuery query = new AdminQuery(parameters);
        String key = query.text("key", 128);
        int limit = query.limit(500, 50);
        query.check();
        return stored.changes(key == null ? "" : key, limit).map(ChangesBody::new);
    }

    private static @Nullable String tenant(Map<String, String> parameters) {
        AdminQuery query = new AdminQuery(parameters);
        String tenant = query.tenant();
        query.check();
        return tenant;
    }

    private SettingBody body(Setting setting, Map<String, String> global, JsonNode ofTenant) {
        JsonNode own = setting.ofTenants() ? ofTenant.path(setting.key()) : ofTenant.path("");
        if (!own.isMissingNode() && !own.isNull()) {
            return SettingBody.of(setting, own.asString(), own.asString(), "tenant_db");
        }
        String value = setting.editable() ? global.get(setting.key()) : null;
        return value == null
                ? SettingBody.of(setting, applied.ofEnvironment(setting), applied.value(setting), "env")
                : SettingBody.of(setting, value, applied.value(setting), "global_db");
    }
}
