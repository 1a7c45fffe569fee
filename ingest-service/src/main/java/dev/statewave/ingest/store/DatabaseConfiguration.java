package dev.statewave.ingest.store;

import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.policy.PolicyConfiguration;
import dev.statewave.platform.postgres.ReadPoolConfiguration;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import reactor.core.publisher.Mono;

/**
 * The database of the write side. It reads back what the writer has persisted, and writes what is about no subject:
 * rows of ended jobs and deliveries, and the configuration of tenants.
 */
@Configuration(proxyBeanMethods = false)
@Import({ReadPoolConfiguration.class, PolicyConfiguration.class})
class DatabaseConfiguration {

    @Bean
    ScopedWrites scopedWrites(ConnectionPool pool) {
        return new ScopedWrites(pool);
    }

    /** Writes are still accepted without the database, so its absence degrades this service only. */
    @Bean
    ReadinessCheck databaseCheck(ScopedReads database) {
        return ReadinessCheck.of("database", () -> database.run(TenantScope.NONE, "SELECT 1", List.of(), row -> 1)
                .timeout(Duration.ofSeconds(3))
                .then()
                .thenReturn(ReadinessCheck.Outcome.ok())
                .onErrorResume(e -> Mono.just(
                        ReadinessCheck.Outcome.degraded("no answer: " + e.getMessage() + "; writes are kept in Kafka")))
                .blockOptional()
                .orElseThrow());
    }
}
