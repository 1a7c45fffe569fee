package dev.statewave.platform.postgres;

import dev.statewave.platform.resilience.CircuitBreakers;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads, each in a transaction that may see the rows of its scope and change none. */
public final class ScopedReads {

    /**
     * The longest wait from asking for a connection to the first row, and from row to row. The statement timeout of
     * PostgreSQL is shorter; this one ends the wait for a server that fell silent, which no driver setting does.
     */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final DatabaseClient database;
    private final CircuitBreaker breaker;

    /** @param metrics where the state of the circuit breaker stands */
    public ScopedReads(ConnectionPool pool, MeterRegistry metrics) {
        this.database = DatabaseClient.create(pool);
        this.breaker = CircuitBreakers.of("database", TransientDatabaseErrors::is, metrics);
    }

    /**
     * While the database does not answer, calls fail at once instead of each waiting for a connection.
     *
     * @param sql with {@code $1}, {@code $2} … for the values, none of which may be null
     * @param row maps a row; must not keep it
     */
    public <T> Flux<T> run(TenantScope scope, String sql, List<?> values, Function<? super Readable, T> row) {
        return database.inConnectionMany(
                        connection -> scoped(connection, scope, List.of(rows(connection, sql, values, row))))
                // Outside of the client: inside of it a failure waits for the release of the connection, which never
                // comes from a silent server.
                .timeout(LIMIT)
                .transformDeferred(CircuitBreakerOperator.of(breaker));
    }

    /**
     * A statement of several that are asked together.
     *
     * @param sql with {@code $1}, {@code $2} … for the values, none of which may be null
     * @param row maps a row; must not keep it
     */
    public record Read<T>(String sql, List<?> values, Function<? super Readable, T> row) {}

    /** The rows of several reads. */
    public static final class Answers {

        private final Map<Read<?>, List<Object>> rows = new IdentityHashMap<>();

        private Answers(List<Read<?>> reads) {
            reads.forEach(read -> rows.put(read, new ArrayList<>()));
        }

        private List<Object> found(Read<?> read) {
            return Objects.requireNonNull(rows.get(read), "a read that was not asked");
        }

        @SuppressWarnings("unchecked")
        public <T> List<T> of(Read<T> read) {
            return (List<T>) Collections.unmodifiableList(found(read));
        }
    }

    /**
     * Several statements in one transaction and one round trip: all see the same state of the database. Otherwise as
     * {@link #run}.
     */
    public Mono<Answers> together(TenantScope scope, List<Read<?>> reads) {
        return Mono.defer(() -> {
                    var answers = new Answers(reads);
                    return database.inConnectionMany(connection -> scoped(
                                    connection,
                                    scope,
                                    reads.stream()
                                            .map(read -> collect(connection, read, answers))
                                            .toList()))
                            .then(Mono.just(answers));
                })
                .timeout(LIMIT)
                .transformDeferred(CircuitBreakerOperator.of(breaker));
    }

    private static <T> Flux<Object> collect(Connection connection, Read<T> read, Answers answers) {
        List<Object> found = answers.found(read);
        return rows(connection, read.sql(), read.values(), read.row())
                .doOnNext(found::add)
                .thenMany(Flux.empty());
    }

    private static <T> Flux<T> rows(
            Connection connection, String sql, List<?> values, Function<? super Readable, T> row) {
        Statement statement = connection.createStatement(sql);
        for (int i = 0; i < values.size(); i++) {
            statement.bind(i, values.get(i));
        }
        return Flux.from(statement.execute()).concatMap(result -> result.map(row::apply));
    }

    /**
     * Sends all statements without waiting for an answer between them: one round trip. After a failed statement, COMMIT
     * rolls back.
     */
    private static <T> Flux<T> scoped(Connection connection, TenantScope scope, List<Flux<T>> statements) {
        var sent = new ArrayList<Publisher<T>>();
        sent.add(execute(connection, scope.begin("READ ONLY")));
        sent.addAll(statements);
        sent.add(execute(connection, "COMMIT"));
        return Flux.mergeSequential(sent);
    }

    static <T> Flux<T> execute(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap(result -> result.getRowsUpdated())
                .thenMany(Flux.empty());
    }
}
