package dev.statewave.schemas.db;

import dev.statewave.schemas.settings.DatabaseSettings;
import io.r2dbc.pool.ConnectionPool;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.r2dbc.BadSqlGrammarException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Looks at the version of the schema once, before the first request, where there is no JDBC. */
public final class SchemaAtStart implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(SchemaAtStart.class);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final DatabaseClient database;
    private final DatabaseSettings settings;

    public SchemaAtStart(ConnectionPool pool, DatabaseSettings settings) {
        this.database = DatabaseClient.create(pool);
        this.settings = settings;
    }

    /** Waits for the database for a moment: one that is away must not keep this service from starting. */
    @Override
    public void afterPropertiesSet() {
        Integer found = database.sql(SchemaCheck.FOUND).map(row -> row.get(0, Integer.class)).one()
                // Nobody ever migrated it.
                .onErrorResume(BadSqlGrammarException.class, e -> Mono.just(0))
                .timeout(LIMIT)
                .onErrorResume(e -> {
                    log.warn("The schema version cannot be read now: {}", e.getMessage());
                    return Mono.empty();
                })
                .block();
        if (found != null) {
            SchemaCheck.compare(found, settings.strictSchema());
        }
    }
}
