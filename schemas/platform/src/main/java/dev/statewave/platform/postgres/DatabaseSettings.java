package dev.statewave.platform.postgres;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.NullMarked;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a deployable reaches PostgreSQL.
 *
 * @param databaseUrl {@code postgresql://user:password@host:port/database?options}, a driver suffix as in
 *     {@code postgresql+asyncpg} is ignored
 * @param replicationUrl the same database past any pooler and as a role that may replicate; empty where that is
 *     {@code databaseUrl}
 * @param databasePoolSize the most connections a deployable opens
 * @param databasePoolTimeoutSeconds how long a caller waits for a connection before it gets an error
 * @param strictSchema refuse to start on another schema version instead of warning
 */
@ConfigurationProperties("statewave")
@Validated
@NullMarked
public record DatabaseSettings(
        @DefaultValue("postgresql://statewave:statewave@localhost:5432/statewave")
        String databaseUrl,

        @DefaultValue("") String replicationUrl,

        @DefaultValue("10")
        @Min(value = 1, message = "must be 1 to 500: set STATEWAVE_DATABASE_POOL_SIZE")
        @Max(value = 500, message = "must be 1 to 500: set STATEWAVE_DATABASE_POOL_SIZE")
        int databasePoolSize,

        @DefaultValue("5")
        @Min(value = 1, message = "must be 1 to 300 seconds: set STATEWAVE_DATABASE_POOL_TIMEOUT_SECONDS")
        @Max(value = 300, message = "must be 1 to 300 seconds: set STATEWAVE_DATABASE_POOL_TIMEOUT_SECONDS")
        int databasePoolTimeoutSeconds,

        @DefaultValue("false") boolean strictSchema) {

    // A URL that cannot be used stops the start with its sentence.
    public DatabaseSettings {
        DatabaseUrl.parse("STATEWAVE_DATABASE_URL", databaseUrl);
        if (!replicationUrl.isEmpty()) {
            DatabaseUrl.parse("STATEWAVE_REPLICATION_URL", replicationUrl);
        }
    }

    public DatabaseUrl url() {
        return DatabaseUrl.parse("STATEWAVE_DATABASE_URL", databaseUrl);
    }

    /** For what belongs to a session and not to a transaction: the replication slot, and the lock on it. */
    public DatabaseUrl direct() {
        return replicationUrl.isEmpty() ? url() : DatabaseUrl.parse("STATEWAVE_REPLICATION_URL", replicationUrl);
    }

    /** The same settings for a smaller pool, which has at most this many connections. */
    public DatabaseSettings small(int connections) {
        return new DatabaseSettings(
                databaseUrl,
                replicationUrl,
                Math.min(connections, databasePoolSize),
                databasePoolTimeoutSeconds,
                strictSchema);
    }
}
