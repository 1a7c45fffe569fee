package dev.statewave.ingest.settings;

import dev.statewave.contract.audit.Actor;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.contract.settings.Setting;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A change of a setting that was found to be allowed.
 *
 * @param tenant whose value it is; empty for the value of all
 * @param value as the environment would have it; null to take the stored one away
 * @param changedBy who says to have changed it
 * @param note why; null for nothing
 */
record SettingChange(
        Setting setting,
        String tenant,
        @Nullable String value,
        String changedBy,
        @Nullable String note) {

    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_NOTE = 2_000;

    /** @throws ApiException 404 where there is no such setting */
    static Setting setting(String key) {
        return Setting.find(key)
                .orElseThrow(() -> ApiException.notFound("There is no setting of this name: see /admin/settings."));
    }

    /** @throws ApiException 400 where the value or the setting is refused, 422 where the body is malformed */
    static SettingChange patch(Setting setting, String tenant, FieldReader fields, Actor actor) {
        String changedBy = changedBy(fields, actor);
        String note = fields.optionalText("note", LONGEST_NOTE);
        fields.check();
        requireEditable(setting, tenant);
        String value = text(fields.raw().get("value"));
        String objection =
                value == null ? "must be given as value: text, a number, true or false" : setting.objection(value);
        if (value == null || objection != null) {
            throw refused(setting, objection);
        }
        return new SettingChange(setting, tenant, value, changedBy, note);
    }

    static SettingChange delete(Setting setting, String tenant, FieldReader query, Actor actor) {
        String changedBy = changedBy(query, actor);
        String note = query.optionalText("note", LONGEST_NOTE);
        query.check();
        requireEditable(setting, tenant);
        return new SettingChange(setting, tenant, null, changedBy, note);
    }

    private static String changedBy(FieldReader fields, Actor actor) {
        String said = fields.optionalText("changed_by", LONGEST_NAME);
        return said == null || said.isBlank() ? actor.id() : said;
    }

    private static void requireEditable(Setting setting, String tenant) {
        if (!tenant.isEmpty() && !setting.ofTenants()) {
            throw refused(setting, "is not for single tenants");
        }
        if (!setting.editable()) {
            throw refused(setting, "cannot be stored: set it in the environment, and restart");
        }
    }

    private static ApiException refused(Setting setting, @Nullable String objection) {
        return ApiException.of(400, "setting_refused", "%s %s.".formatted(setting.variable(), objection));
    }

    /** Null where it is neither text nor a number nor a truth value. */
    static @Nullable String text(@Nullable JsonNode value) {
        return value == null || !value.isValueNode() || value.isNull() ? null : value.asString();
    }
}
