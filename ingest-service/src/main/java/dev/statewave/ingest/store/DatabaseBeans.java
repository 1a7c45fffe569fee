package dev.statewave.ingest.store;

import dev.statewave.schemas.health.ReadinessCheck;
import dev.statewave.schemas.settings.DatabaseSettings;
import dev.statewave.schemas.settings.DatabaseUrl;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The database as the write side of the API sees it: it only reads back what the writer has stored. */
@Configuration(proxyBeanMethods = false)
class DatabaseBeans {

    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

    @Bean(destroyMethod = "dispose")
    ConnectionPool connectionPool(DatabaseSettings settings) {
        DatabaseUrl url = settings.url();
        var connections = new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                .host(url.host()).port(url.port()).database(url.database()).username(url.user()).password(url.password())
                .connectTimeout(Duration.ofSeconds(2)).statementTimeout(STATEMENT_TIMEOUT)
                // Statements with names would outlive their transaction, which a transaction-mode pooler does not carry over.
                .preparedStatementCacheQueries(0)
                .build());
        return new ConnectionPool(ConnectionPoolConfiguration.builder(connections)
                .initialSize(0).maxSize(settings.databasePoolSize()).maxIdleTime(Duration.ofMinutes(5))
                .maxAcquireTime(Duration.ofSeconds(settings.databasePoolTimeoutSeconds())).validationQuery("SELECT 1").build());
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
