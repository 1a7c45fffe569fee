package dev.statewave.platform.postgres;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Statement;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Statements of readers that write, each in a transaction of its scope: for what may be lost, such as caches. */
public final class ScopedWrites {

    private final DatabaseClient database;

    public ScopedWrites(ConnectionPool pool) {
        this.database = DatabaseClient.create(pool);
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
