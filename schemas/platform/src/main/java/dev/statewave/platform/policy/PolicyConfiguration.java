package dev.statewave.platform.policy;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;

/** What a service needs that shows memories. To be imported. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PolicySettings.class)
public class PolicyConfiguration {

    @Bean
    PolicyRepository policyRepository(ScopedReads database, PolicySettings settings) {
        return new PolicyRepository(database, settings);
    }

    @Bean
    PolicyHits policyHits(ScopedWrites database, MeterRegistry metrics) {
        return new PolicyHits(database, metrics);
    }

    @Bean
    PolicyViews policyViews(ScopedReads database, PolicyRepository policies, PolicyHits hits) {
        return new PolicyViews(database, policies, hits);
    }

    @Bean
    WebFluxConfigurer callerArguments() {
        return new WebFluxConfigurer() {
            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
                configurer.addCustomResolver(new CallerArgumentResolver());
            }
        };
    }
}
