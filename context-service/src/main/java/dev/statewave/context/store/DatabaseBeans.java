package dev.statewave.context.store;

import dev.statewave.schemas.db.ReadPool;
import dev.statewave.schemas.health.ReadinessCheck;
import dev.statewave.schemas.settings.DatabaseSettings;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** The database as readers see it. */
@Configuration(proxyBeanMethods = false)
class DatabaseBeans {

    @Bean(destroyMethod = "dispose")
    ConnectionPool connectionPool(DatabaseSettings settings) {
        return ReadPool.open(settings);
    }

    @Bean
    DatabaseClient databaseClient(ConnectionPool pool) {
        return DatabaseClient.create(pool);
    }

    /** Without it no read succeeds. */
    @Bean
    ReadinessCheck databaseCheck(DatabaseClient database) {
        return ReadinessCheck.of("database", () -> database.sql("SELECT 1").fetch().first().timeout(Duration.ofSeconds(3))
                .thenReturn(ReadinessCheck.Outcome.ok()).block());
    }
}
