package dev.statewave.platform.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
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
        config.setDataSource(new PreparingDataSource(url.jdbc(), properties(url, deployable)));
        config.setMaximumPoolSize(settings.databasePoolSize());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(settings.databasePoolTimeoutSeconds() * 1_000L);
        config.setInitializationFailTimeout(-1);
        config.setPoolName(deployable);
        return new HikariDataSource(config);
    }

    /** As {@link #open(DatabaseSettings, String)}, with metrics. */
    public static HikariDataSource open(DatabaseSettings settings, String deployable, MeterRegistry metrics) {
        HikariDataSource pool = open(settings, deployable);
        new PoolMetrics(metrics, "work")
                .bind(
                        read(pool, HikariPoolMXBean::getActiveConnections),
                        read(pool, HikariPoolMXBean::getIdleConnections),
                        read(pool, HikariPoolMXBean::getThreadsAwaitingConnection),
                        pool::getMaximumPoolSize);
        return pool;
    }

    private static Supplier<Number> read(HikariDataSource pool, ToIntFunction<HikariPoolMXBean> value) {
        return () -> {
            HikariPoolMXBean open = pool.getHikariPoolMXBean();
            return open == null ? 0 : value.applyAsInt(open);
        };
    }

    private static Properties properties(DatabaseUrl url, String deployable) {
        var properties = new Properties();
        properties.setProperty("user", url.user());
        properties.setProperty("password", url.password());
        properties.setProperty("prepareThreshold", "0");
        properties.setProperty("socketTimeout", "60");
        // A batch of inserts becomes a few statements, so that triggers of the statement run a few times.
        properties.setProperty("reWriteBatchedInserts", "true");
        properties.setProperty("ApplicationName", "statewave-" + deployable);
        return properties;
    }
}
