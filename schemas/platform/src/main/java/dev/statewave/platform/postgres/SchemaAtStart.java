package dev.statewave.platform.postgres;

import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.r2dbc.BadSqlGrammarException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Checks the version of the schema once at start, in services without JDBC. */
public final class SchemaAtStart implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(SchemaAtStart.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final DatabaseClient database;
    private final DatabaseSettings settings;

    public SchemaAtStart(ConnectionPool pool, DatabaseSettings settings) {
        this.database = DatabaseClient.create(pool);
        this.settings = settings;
    }

    /**
     * The version of the schema, 0 where nobody ever migrated the database; an error where that does not answer within
     * seconds.
     */
    public Mono<Integer> found() {
        // Not as the role of the services, which a migration creates.
        return database.sql(SchemaRevisions.FOUND)
                .map(row -> row.get(0, Integer.class))
                .one()
                .onErrorResume(BadSqlGrammarException.class, e -> Mono.just(0))
                .timeout(LIMIT);
    }

    /**
     * Waits for the database for a moment: one that is away must not keep this service from starting.
     *
     * @throws IllegalStateException with a sentence that says how to mend it, where no connection can ever be had
     */
    @Override
    public void afterPropertiesSet() {
        Integer found = found().onErrorResume(e -> {
                    if (refusedByPooler(e)) {
                        return Mono.error(new IllegalStateException(
                                "PgBouncer refuses connections that begin with extra_float_digits, as all of this driver"
                                        + " do: write ignore_startup_parameters = extra_float_digits below [pgbouncer] in"
                                        + " its configuration.",
                                e));
                    }
                    log.warn("The schema version cannot be read now: {}", e.getMessage());
                    return Mono.empty();
                })
                .block();
        if (found != null) {
            SchemaCheck.compare(found, settings.strictSchema());
        }
    }

    private static boolean refusedByPooler(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("unsupported startup parameter")) {
                return true;
            }
        }
        return false;
    }
}
