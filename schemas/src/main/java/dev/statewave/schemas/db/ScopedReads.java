package dev.statewave.schemas.db;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;

/** Reads, each in a transaction that may see the rows of its scope and change none. */
public final class ScopedReads {

    /**
     * From asking for a connection to the first row, and from row to row. PostgreSQL's own limit of a statement is shorter and comes first; this
     * one ends the wait for a server that fell silent, which no driver setting does.
     */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final DatabaseClient database;
    private final CircuitBreaker breaker;

    /** @param metrics where the state of the circuit breaker stands */
    public ScopedReads(ConnectionPool pool, MeterRegistry metrics) {
        this.database = DatabaseClient.create(pool);
        CircuitBreakerRegistry breakers = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED).slidingWindowSize(20).minimumNumberOfCalls(10)
                .failureRateThreshold(50).waitDurationInOpenState(Duration.ofSeconds(1)).permittedNumberOfCallsInHalfOpenState(3)
                .automaticTransitionFromOpenToHalfOpenEnabled(true).recordException(DatabaseAway::is).build());
        this.breaker = breakers.circuitBreaker("database");
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(metrics);
    }

    /**
     * While the database does not answer, callers are told at once instead of each waiting for a connection.
     *
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
            // Outside of the client: in there a failure waits until the connection is given back, and a silent one is not given back.
        }).timeout(LIMIT).transformDeferred(CircuitBreakerOperator.of(breaker));
    }

    static <T> Flux<T> execute(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute()).concatMap(result -> result.getRowsUpdated()).thenMany(Flux.empty());
    }
}
