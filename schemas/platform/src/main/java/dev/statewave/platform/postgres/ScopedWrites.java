package dev.statewave.platform.postgres;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Statements of request paths that write, each in a transaction of its scope: for caches, and for rows that are about
 * the installation and not about a subject. What is about a subject goes through the subject log.
 */
public final class ScopedWrites {

    /** From the request for a connection to the last row. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final DatabaseClient database;

    public ScopedWrites(ConnectionPool pool) {
        this.database = DatabaseClient.create(pool);
    }

    /**
     * A statement that also answers, in the order of its rows. It is committed when the flux completes, and an error
     * says that it was not.
     *
     * @param sql with {@code $1}, {@code $2} … for the values, none of which may be null
     * @param row maps a row; must not keep it
     */
    public <T> Mono<List<T>> returning(
            TenantScope scope, String sql, List<?> values, Function<? super Readable, T> row) {
        return database.inConnectionMany(connection -> {
                    Statement statement = connection.createStatement(sql);
                    for (int i = 0; i < values.size(); i++) {
                        statement.bind(i, values.get(i));
                    }
                    Flux<T> rows = Flux.from(statement.execute()).concatMap(result -> result.map(row::apply));
                    return Flux.mergeSequential(List.of(
                            ScopedReads.<T>execute(connection, scope.begin("READ WRITE")),
                            rows,
                            ScopedReads.<T>execute(connection, "COMMIT")));
                })
                .collectList()
                .timeout(LIMIT);
    }

    /** @param sql with {@code $1}, {@code $2} … for the values, none of which may be null */
    public Mono<Void> run(TenantScope scope, String sql, List<?> values) {
        return database.inConnectionMany(connection -> {
                    Statement statement = connection.createStatement(sql);
                    for (int i = 0; i < values.size(); i++) {
                        statement.bind(i, values.get(i));
                    }
                    Flux<Object> written = Flux.from(statement.execute())
                            .concatMap(result -> result.getRowsUpdated())
                            .thenMany(Flux.empty());
                    return Flux.mergeSequential(List.of(
                            ScopedReads.execute(connection, scope.begin("READ WRITE")),
                            written,
                            ScopedReads.execute(connection, "COMMIT")));
                })
                .then();
    }
}
