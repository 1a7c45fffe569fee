package dev.statewave.platform.postgres;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.time.Duration;

/**
 * Connections for request paths, which must not block: bounded in number, in how long they are waited for and in what a
 * statement may take.
 */
public final class ReadPool {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

    private ReadPool() {}

    /** Opens nothing yet, so it also succeeds while the database is away. */
    public static ConnectionPool open(DatabaseSettings settings) {
        DatabaseUrl url = settings.url();
        var connections = new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                .host(url.host())
                .port(url.port())
                .database(url.database())
                .username(url.user())
                .password(url.password())
                .connectTimeout(CONNECT_TIMEOUT)
                .statementTimeout(STATEMENT_TIMEOUT)
                // Statements with names would outlive their transaction, which a transaction-mode pooler does not carry
                // over.
                .preparedStatementCacheQueries(0)
                // To read a time from text costs more than all the rest of its row.
                .forceBinary(true)
                .build());
        return new ConnectionPool(ConnectionPoolConfiguration.builder(connections)
                .initialSize(0)
                // The pool would otherwise begin its wait for a connection a second time.
                .acquireRetry(0)
                .maxSize(settings.databasePoolSize())
                .maxIdleTime(Duration.ofMinutes(5))
                .maxAcquireTime(Duration.ofSeconds(settings.databasePoolTimeoutSeconds()))
                .build());
    }
}
