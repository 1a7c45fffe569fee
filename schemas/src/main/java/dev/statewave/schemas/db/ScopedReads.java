package dev.statewave.schemas.db;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

/** Reads, each in a transaction that may see the rows of its scope and change none. */
public final class ScopedReads {

    private final DatabaseClient database;

    public ScopedReads(ConnectionPool pool) {
        this.database = DatabaseClient.create(pool);
    }

    /**
     * @param sql with {@code $1}, {@code $2} … for the values, none of which may be null
     * @param row must not keep what it is given
     */
    public <T> Flux<T> run(TenantScope scope, String sql, List<?> values, Function<? super Readable, T> row) {
        return database.inConnectionMany(connection -> {
            Statement statement = connection.createStatement(sql);
            for (int i = 0; i < values.size(); i++) {
                statement.bind(i, values.get(i));
            }
            Flux<T> rows = Flux.from(statement.execute()).concatMap(result -> result.map(row::apply));
            // Sent one behind the other without waiting for an answer: one way there and back for all three. After a statement that failed,
            // COMMIT rolls back.
            return Flux.mergeSequential(List.<Publisher<T>>of(execute(connection, scope.begin("READ ONLY")), rows, execute(connection, "COMMIT")));
        });
    }

    private static <T> Flux<T> execute(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute()).concatMap(result -> result.getRowsUpdated()).thenMany(Flux.empty());
    }
}
