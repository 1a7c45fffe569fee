package dev.statewave.platform.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** Connections for workers, which may block: bounded in number and in how long they are waited for. */
public final class WorkPool {

    private WorkPool() {}

    /**
     * Opens at least nothing, so it also succeeds while the database is away.
     *
     * @param deployable who it is for, as PostgreSQL shows it
     */
    public static HikariDataSource open(DatabaseSettings settings, String deployable) {
        DatabaseUrl url = settings.url();
        var config = new HikariConfig();
        config.setJdbcUrl(url.jdbc());
        config.setUsername(url.user());
        config.setPassword(url.password());
        config.setMaximumPoolSize(settings.databasePoolSize());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(settings.databasePoolTimeoutSeconds() * 1_000L);
        config.setInitializationFailTimeout(-1);
        config.setPoolName(deployable);
        // No statements with names: they would outlive their transaction, which a transaction-mode pooler does not
        // carry over.
        config.addDataSourceProperty("prepareThreshold", "0");
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("ApplicationName", "statewave-" + deployable);
        return new HikariDataSource(config);
    }
}
