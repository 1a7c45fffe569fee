package dev.statewave.platform.settings;

import dev.statewave.contract.settings.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * The settings that hold in this process: those that it has started with, and of those that can be taken over while it
 * runs ({@link Setting#hot}) the ones that operators have applied since.
 */
public final class LiveSettings {

    private final Binder all;
    private final Binder environment;
    /** By key; empty until something was applied, and then all that can be. */
    private volatile Map<String, String> applied = Map.of();

    public LiveSettings(ConfigurableEnvironment sources) {
        this.all = Binder.get(sources);
        List<PropertySource<?>> others = sources.getPropertySources().stream()
                .filter(source -> !Objects.equals(source.getName(), Setting.STORED))
                .filter(source -> !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
                .toList();
        this.environment =
                new Binder(ConfigurationPropertySources.from(others), new PropertySourcesPlaceholdersResolver(others));
    }

    /** What holds; empty where nothing is set. */
    public String value(Setting setting) {
        String live = applied.get(setting.key());
        return live == null ? read(all, setting) : live;
    }

    /** What would hold if nothing were stored. */
    public String ofEnvironment(Setting setting) {
        return read(environment, setting);
    }

    /** What would hold if these stored values were applied; one that this version would not take is passed over. */
    public String ofStored(Setting setting, Map<String, String> stored) {
        String value = stored.get(setting.key());
        return value != null && setting.editable() && setting.objection(value) == null ? value : ofEnvironment(setting);
    }

    /** @param started the number that the process has started with */
    public int number(String key, int started) {
        String live = applied.get(key);
        return live == null ? started : Integer.parseInt(live);
    }

    /** @param started the text that the process has started with */
    public String text(String key, String started) {
        return applied.getOrDefault(key, started);
    }

    /** @param stored all stored values, by key */
    void apply(Map<String, String> stored) {
        var next = new HashMap<String, String>();
        for (Setting setting : Setting.ALL) {
            String value = setting.hot() ? ofStored(setting, stored) : null;
            // The environment may write a number in a way that only its own reader takes.
            if (value != null && (!setting.kind().equals("int") || setting.objection(value) == null)) {
                next.put(setting.key(), value);
            }
        }
        applied = Map.copyOf(next);
    }

    private static String read(Binder binder, Setting setting) {
        return binder.bind(setting.property(), String.class).orElse(setting.fallback());
    }
}
