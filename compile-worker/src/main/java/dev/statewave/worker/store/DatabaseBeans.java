package dev.statewave.worker.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.statewave.schemas.health.ReadinessCheck;
import dev.statewave.schemas.settings.DatabaseSettings;
import dev.statewave.schemas.settings.DatabaseUrl;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The database as the workers see it. */
@Configuration(proxyBeanMethods = false)
class DatabaseBeans {

    @Bean
    HikariDataSource dataSource(DatabaseSettings settings) {
        DatabaseUrl url = settings.url();
        var config = new HikariConfig();
        config.setJdbcUrl(url.jdbc());
        config.setUsername(url.user());
        config.setPassword(url.password());
        config.setMaximumPoolSize(settings.databasePoolSize());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(settings.databasePoolTimeoutSeconds() * 1_000L);
        config.setInitializationFailTimeout(-1);
        config.setPoolName("compile-worker");
        // No statements with names: they would outlive their transaction, which a transaction-mode pooler does not carry over.
        config.addDataSourceProperty("prepareThreshold", "0");
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("ApplicationName", "statewave-compile-worker");
        return new HikariDataSource(config);
    }

    @Bean
    JdbcClient jdbcClient(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    TransactionTemplate transactions(DataSource dataSource) {
        return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    @Bean
    ReadinessCheck databaseCheck(JdbcClient database) {
        return ReadinessCheck.of("database", () -> {
            database.sql("SELECT 1").query(Integer.class).single();
            return ReadinessCheck.Outcome.ok();
        });
    }
}
