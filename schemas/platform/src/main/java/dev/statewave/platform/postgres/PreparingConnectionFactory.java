package dev.statewave.platform.postgres;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Connections that let the server parse and plan a statement once and not with each call, which is most of the work of
 * a short one. Such statements outlive their transaction, which a pooler in transaction mode need not support, so
 * behind a pooler nothing is prepared.
 */
final class PreparingConnectionFactory implements ConnectionFactory {

    private static final Logger log = LoggerFactory.getLogger(PreparingConnectionFactory.class);
    private static final int STATEMENTS = 256;
    private static final Duration FOR_EVER = Duration.ofMillis(Long.MAX_VALUE);
    /** Two connections to the server itself keep their two processes; a pooler hands processes around. */
    private static final int COMPARISONS = 4;

    private final ConnectionFactory preparing;
    private final ConnectionFactory plain;
    /** Looked at once; while that fails, with the next connection again. */
    private final Mono<Boolean> direct =
            Mono.defer(this::look).cache(found -> FOR_EVER, failure -> Duration.ZERO, () -> Duration.ZERO);

    /** @param configuration for either kind, with the statements that are to be kept */
    PreparingConnectionFactory(PostgresqlConnectionConfiguration.Builder configuration) {
        this.plain = new PostgresqlConnectionFactory(
                configuration.preparedStatementCacheQueries(0).build());
        this.preparing = new PostgresqlConnectionFactory(
                configuration.preparedStatementCacheQueries(STATEMENTS).build());
        // The first request need not wait for it.
        direct.subscribe(found -> {}, failure -> log.debug("The database does not answer yet: {}", failure.toString()));
    }

    @Override
    public Mono<? extends Connection> create() {
        return direct.flatMap(this::open);
    }

    private Mono<? extends Connection> open(boolean isDirect) {
        return Mono.from((isDirect ? preparing : plain).create());
    }

    private Mono<Boolean> look() {
        return Mono.usingWhen(plain.create(), this::compare, Connection::close)
                .doOnNext(found -> log.info(
                        found
                                ? "Statements are prepared once a connection"
                                : "There is a pooler before the database: statements are not prepared"));
    }

    private Mono<Boolean> compare(Connection one) {
        return Mono.usingWhen(plain.create(), other -> isDirect(one, other), Connection::close)
                // The server may have no second place.
                .onErrorReturn(false);
    }

    private static Mono<Boolean> isDirect(Connection one, Connection other) {
        return Flux.range(0, COMPARISONS)
                .concatMap(i -> Flux.concat(process(one), process(other)).collectList())
                .collectList()
                .map(pairs -> pairs.stream().distinct().count() == 1 && areTwo(pairs.getFirst()));
    }

    private static boolean areTwo(List<Integer> processes) {
        return processes.size() == 2 && !processes.get(0).equals(processes.get(1));
    }

    private static Flux<Integer> process(Connection connection) {
        return Flux.from(connection.createStatement("SELECT pg_backend_pid()").execute())
                .concatMap(result -> result.map(row -> row.get(0, Integer.class)));
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return plain.getMetadata();
    }
}
