package dev.statewave.ingest.portability;

import dev.statewave.platform.policy.PolicyViews;
import dev.statewave.platform.portability.PortabilitySettings;
import dev.statewave.platform.portability.SubjectReader;
import dev.statewave.platform.postgres.ScopedReads;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reading subjects that are copied, and the places for imports and copies. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PortabilitySettings.class)
class PortabilityConfiguration {

    @Bean
    SubjectReader subjectReader(ScopedReads database, PolicyViews policies, PortabilitySettings settings) {
        return new SubjectReader(database, policies, settings);
    }
}
