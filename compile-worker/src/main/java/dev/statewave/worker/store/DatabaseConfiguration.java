package dev.statewave.worker.store;

import com.zaxxer.hikari.HikariDataSource;
import dev.statewave.platform.health.ReadinessCheck;
import dev.statewave.platform.postgres.DatabaseSettings;
import dev.statewave.platform.postgres.SchemaCheck;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.WorkPool;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database as the workers see it. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean
    HikariDataSource dataSource(DatabaseSettings settings) {
        HikariDataSource pool = WorkPool.open(settings, "compile-worker");
        SchemaCheck.run(pool, settings.strictSchema());
        return pool;
    }

    @Bean
    JdbcClient jdbcClient(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    ScopedTransactions transactions(DataSource dataSource) {
        return new ScopedTransactions(dataSource);
    }

    @Bean
    ReadinessCheck databaseCheck(JdbcClient database) {
        return ReadinessCheck.of("database", () -> {
            database.sql("SELECT 1").query(Integer.class).single();
            return ReadinessCheck.Outcome.ok();
        });
    }
}
