package dev.statewave.platform.settings;

import dev.statewave.contract.settings.Setting;
import dev.statewave.platform.postgres.DatabaseSettings;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** The settings that hold, and what changes them. To be imported. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RestartSettings.class)
public class LiveSettingsConfiguration {

    /** Properties that say what had been applied when the stored settings were read. */
    public static final String GENERATION = "statewave.applied-generation";

    public static final String RESTARTS = "statewave.applied-restarts";

    @Bean
    LiveSettings liveSettings(ConfigurableEnvironment environment) {
        return new LiveSettings(environment);
    }

    @Bean
    SettingsWatch settingsWatch(
            LiveSettings settings,
            DatabaseSettings database,
            RestartSettings restart,
            ConfigurableEnvironment environment) {
        var stored = environment.getPropertySources().get(Setting.STORED);
        boolean levelIsStored = stored != null
                && stored.containsProperty(
                        Setting.find("log_level").orElseThrow().property());
        return new SettingsWatch(
                settings,
                DatabaseUrl.parse(database.databaseUrl()),
                restart.restartSupervised(),
                atStart(environment),
                levelIsStored,
                // The hooks of the process close what is open. This thread must not wait for them, which wait for it.
                () -> Thread.ofPlatform().name("restart").start(() -> System.exit(0)));
    }

    private static @Nullable AppliedSettings atStart(ConfigurableEnvironment environment) {
        Long generation = environment.getProperty(GENERATION, Long.class);
        Long restarts = environment.getProperty(RESTARTS, Long.class);
        return generation == null || restarts == null ? null : new AppliedSettings(generation, Map.of(), restarts);
    }
}
