package dev.statewave.context.admin.settings;

import dev.statewave.contract.settings.Setting;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A setting as it is answered.
 *
 * @param value what holds after the next start, or once it is applied
 * @param appliedValue what holds
 * @param source {@code env}, {@code global_db} or {@code tenant_db}
 * @param hotReloadable whether a stored value can be applied without a restart
 */
record SettingBody(
        JsonNode value,
        JsonNode appliedValue,
        boolean pendingRestart,
        String source,
        boolean isSecret,
        String category,
        String kind,
        String envName,
        String description,
        boolean hotReloadable,
        boolean tenantOverridable,
        boolean editable,
        @Nullable List<String> allowedValues,
        @Nullable BigDecimal minValue,
        @Nullable BigDecimal maxValue,
        @Nullable String format) {

    /** @param value as the environment would have it, as {@code applied} */
    static SettingBody of(Setting setting, String value, String applied, String source) {
        return new SettingBody(
                setting.shown(value),
                setting.shown(applied),
                !value.equals(applied),
                source,
                setting.secret(),
                setting.category(),
                setting.kind(),
                setting.variable(),
                setting.description(),
                setting.hot(),
                setting.ofTenants(),
                setting.editable(),
                setting.allowed().isEmpty() ? null : setting.allowed(),
                setting.least(),
                setting.most(),
                setting.format());
    }
}
