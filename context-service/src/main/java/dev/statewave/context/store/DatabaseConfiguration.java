package dev.statewave.context.store;

import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.policy.PolicyConfiguration;
import dev.statewave.platform.postgres.ReadPoolConfiguration;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The database as readers see it. */
@Configuration(proxyBeanMethods = false)
@Import({ReadPoolConfiguration.class, PolicyConfiguration.class})
class DatabaseConfiguration {

    /** Without it no read succeeds. */
    @Bean
    ReadinessCheck databaseCheck(ScopedReads database) {
        return ReadinessCheck.of(
                "database",
                () -> Objects.requireNonNull(database.run(TenantScope.NONE, "SELECT 1", List.of(), row -> 1)
                        .timeout(Duration.ofSeconds(3))
                        .then()
                        .thenReturn(ReadinessCheck.Outcome.ok())
                        .block()));
    }
}
