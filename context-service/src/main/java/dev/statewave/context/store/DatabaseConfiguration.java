package dev.statewave.context.store;

import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.postgres.DatabaseSettings;
import dev.statewave.platform.postgres.ReadPool;
import dev.statewave.platform.postgres.SchemaAtStart;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The database as readers see it. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean(destroyMethod = "dispose")
    ConnectionPool connectionPool(DatabaseSettings settings) {
        return ReadPool.open(settings);
    }

    @Bean
    ScopedReads scopedReads(ConnectionPool pool, MeterRegistry metrics) {
        return new ScopedReads(pool, metrics);
    }

    @Bean
    SchemaAtStart schemaAtStart(ConnectionPool pool, DatabaseSettings settings) {
        return new SchemaAtStart(pool, settings);
    }

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
