package dev.statewave.platform.postgres;

import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.client.ChannelBindingMode;
import io.r2dbc.postgresql.client.SSLMode;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.NullMarked;

/**
 * Non-blocking connections for request paths. Their number and the wait for one are bounded. How long a statement may
 * take is said by its transaction ({@link TenantScope}): a pooler refuses a connection that begins with it.
 */
@NullMarked
public final class ReadPool {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private ReadPool() {}

    /** Needs no connection yet, so it also succeeds while the database is down. */
    public static ConnectionPool open(DatabaseSettings settings) {
        DatabaseUrl url = settings.url();
        var connections = new PreparingConnectionFactory(configuration(url));
        return new ConnectionPool(ConnectionPoolConfiguration.builder(connections)
                .initialSize(0)
                // With retries the pool would wait for a connection twice.
                .acquireRetry(0)
                .maxSize(settings.databasePoolSize())
                .maxIdleTime(Duration.ofMinutes(5))
                .maxAcquireTime(Duration.ofSeconds(settings.databasePoolTimeoutSeconds()))
                .build());
    }

    /**
     * As {@link #open(DatabaseSettings)}, with metrics.
     *
     * @param name what the connections are for
     */
    public static ConnectionPool open(DatabaseSettings settings, String name, MeterRegistry metrics) {
        ConnectionPool pool = open(settings);
        new PoolMetrics(metrics, name)
                .bind(
                        read(pool, io.r2dbc.pool.PoolMetrics::acquiredSize),
                        read(pool, io.r2dbc.pool.PoolMetrics::idleSize),
                        read(pool, io.r2dbc.pool.PoolMetrics::pendingAcquireSize),
                        read(pool, io.r2dbc.pool.PoolMetrics::getMaxAllocatedSize));
        return pool;
    }

    private static Supplier<Number> read(ConnectionPool pool, ToIntFunction<io.r2dbc.pool.PoolMetrics> value) {
        return () -> pool.getMetrics().map(value::applyAsInt).orElse(0);
    }

    static PostgresqlConnectionConfiguration.Builder configuration(DatabaseUrl url) {
        DatabaseOptions options = url.options();
        var configuration = PostgresqlConnectionConfiguration.builder()
                .host(url.host())
                .port(url.port())
                .database(url.database())
                .username(url.user())
                .password(url.password())
                .applicationName(options.applicationName() == null ? "statewave" : options.applicationName())
                .connectTimeout(
                        options.connectTimeoutSeconds() == null
                                ? CONNECT_TIMEOUT
                                : Duration.ofSeconds(options.connectTimeoutSeconds()))
                .sslMode(SSLMode.fromValue(options.sslMode().text()))
                // Reading a time from text takes longer than the rest of its row.
                .forceBinary(true);
        if (options.rootCertificate() != null) {
            configuration.sslRootCert(options.rootCertificate());
        }
        if (options.clientCertificate() != null) {
            configuration
                    .sslCert(options.clientCertificate().certificate())
                    .sslKey(options.clientCertificate().key());
        }
        if (options.channelBinding() != null) {
            configuration.channelBinding(ChannelBindingMode.fromValue(options.channelBinding()));
        }
        return configuration;
    }
}
