package dev.statewave.platform.deployable;

import dev.statewave.contract.json.Json;
import dev.statewave.platform.health.HealthEndpoints;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.logging.LogSettings;
import dev.statewave.platform.postgres.DatabaseSettings;
import dev.statewave.platform.settings.LiveSettingsConfiguration;
import dev.statewave.platform.tracing.TracingConfiguration;
import dev.statewave.platform.web.KeepAliveWorkaround;
import dev.statewave.platform.web.SharedEventLoops;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.client.ReactorResourceFactory;
import tools.jackson.databind.json.JsonMapper;

/** The beans of every deployable: the JSON dialect, a clock and the health endpoints. */
@Configuration(proxyBeanMethods = false)
@Import({HealthEndpoints.class, LiveSettingsConfiguration.class, TracingConfiguration.class})
@EnableConfigurationProperties({KafkaSettings.class, DatabaseSettings.class, LogSettings.class})
public class DeployableDefaults {

    @Bean
    JsonMapper jsonMapper() {
        return Json.MAPPER;
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    ReactorResourceFactory reactorResources() {
        return new SharedEventLoops();
    }

    @Bean
    KeepAliveWorkaround nextRead() {
        return new KeepAliveWorkaround();
    }

    /**
     * An application that is configured by {@code <name>.yml} and the environment only.
     *
     * @param name the folder of the deployable, which also is the name of its settings file
     */
    public static SpringApplication application(Class<?> application, String name) {
        return new SpringApplicationBuilder(application)
                .properties("spring.config.name=" + name, "spring.application.name=" + name)
                .initializers(new StoredSettings())
                .build();
    }
}
