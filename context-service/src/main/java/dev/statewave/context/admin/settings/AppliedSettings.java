package dev.statewave.context.admin.settings;

import dev.statewave.contract.settings.Setting;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.stereotype.Component;

/** The values that this process has started with. */
@Component
class AppliedSettings {

    private final Binder all;
    private final Binder environment;

    AppliedSettings(ConfigurableEnvironment sources) {
        this.all = Binder.get(sources);
        List<PropertySource<?>> others = sources.getPropertySources().stream()
                .filter(source -> !Objects.equals(source.getName(), Setting.STORED))
                .filter(source -> !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
                .toList();
        this.environment =
                new Binder(ConfigurationPropertySources.from(others), new PropertySourcesPlaceholdersResolver(others));
    }

    /** Empty where nothing is set. */
    String value(Setting setting) {
        return read(all, setting);
    }

    /** As {@link #value}, without what was stored when this process started. */
    String ofEnvironment(Setting setting) {
        return read(environment, setting);
    }

    /** @param key of a setting that exists */
    String value(String key) {
        return value(Setting.find(key).orElseThrow());
    }

    boolean isTrue(String key) {
        return Setting.isTrue(value(key));
    }

    private static String read(Binder binder, Setting setting) {
        return binder.bind(setting.property(), String.class).orElse(setting.fallback());
    }
}
