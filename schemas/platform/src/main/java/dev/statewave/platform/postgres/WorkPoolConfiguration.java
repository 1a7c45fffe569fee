package dev.statewave.platform.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.statewave.platform.health.ReadinessCheck;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database of a deployable that may block. To be imported. */
@Configuration(proxyBeanMethods = false)
public class WorkPoolConfiguration {

    @Bean
    HikariDataSource dataSource(
            DatabaseSettings settings, @Value("${spring.application.name}") String deployable, MeterRegistry metrics) {
        HikariDataSource pool = WorkPool.open(settings, deployable, metrics);
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
