package dev.statewave.platform.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.jspecify.annotations.NullMarked;

/** Blocking connections for workers. Their number and the wait for one are bounded. */
@NullMarked
public final class WorkPool {

    private WorkPool() {}

    /**
     * Opens no connection yet, so it also succeeds while the database is down.
     *
     * @param deployable names the connections in PostgreSQL, unless the URL does
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
        // Named statements outlive their transaction, which a pooler in transaction mode does not support.
        config.addDataSourceProperty("prepareThreshold", "0");
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty("ApplicationName", "statewave-" + deployable);
        return new HikariDataSource(config);
    }
}
