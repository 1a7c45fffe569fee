package dev.statewave.context.admin.settings;

import dev.statewave.contract.settings.Setting;
import dev.statewave.platform.settings.LiveSettings;
import org.springframework.stereotype.Component;

/** The values that hold in this process. */
@Component
class AppliedSettings {

    private final LiveSettings settings;

    AppliedSettings(LiveSettings settings) {
        this.settings = settings;
    }

    /** Empty where nothing is set. */
    String value(Setting setting) {
        return settings.value(setting);
    }

    /** As {@link #value}, without what was stored. */
    String ofEnvironment(Setting setting) {
        return settings.ofEnvironment(setting);
    }

    /** @param key of a setting that exists */
    String value(String key) {
        return value(Setting.find(key).orElseThrow());
    }

    boolean isTrue(String key) {
        return Setting.isTrue(value(key));
    }
}
