package dev.statewave.ingest.store;

import dev.statewave.schemas.db.ReadPool;
import dev.statewave.schemas.health.ReadinessCheck;
import dev.statewave.schemas.settings.DatabaseSettings;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The database as the write side of the API sees it: it only reads back what the writer has stored. */
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

    /**
     * Without the database writes are still taken, so it degrades this service and does not end it.
     */
    @Bean
    ReadinessCheck databaseCheck(DatabaseClient database) {
        return ReadinessCheck.of("database", () -> database.sql("SELECT 1").fetch().first().timeout(Duration.ofSeconds(3))
                .thenReturn(ReadinessCheck.Outcome.ok())
                .onErrorResume(e -> Mono.just(ReadinessCheck.Outcome.degraded("no answer: " + e.getMessage() + "; writes are kept in Kafka")))
                .block());
    }
}
