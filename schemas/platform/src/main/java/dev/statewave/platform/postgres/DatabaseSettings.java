package dev.statewave.platform.postgres;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a deployable reaches PostgreSQL.
 *
 * @param databaseUrl {@code postgresql://user:password@host:port/database}, driver suffixes as in
 *     {@code postgresql+asyncpg} ignored
 * @param replicationUrl the same database past any pooler and as a role that may replicate; empty where that is
 *     {@code databaseUrl}
 * @param databasePoolSize the most connections a deployable opens
 * @param databasePoolTimeoutSeconds how long a caller waits for a connection before it is told that the database is
 *     busy
 * @param strictSchema refuse to start on another schema version instead of warning
 */
@ConfigurationProperties("statewave")
@Validated
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

    public DatabaseUrl url() {
        return DatabaseUrl.parse("STATEWAVE_DATABASE_URL", databaseUrl);
    }

    /** For what belongs to a session and not to a transaction: the slot of the events, and the lock on it. */
    public DatabaseUrl direct() {
        return replicationUrl.isEmpty() ? url() : DatabaseUrl.parse("STATEWAVE_REPLICATION_URL", replicationUrl);
    }

    /** The same for who needs few connections: at most this many, and never more than are allowed anyway. */
    public DatabaseSettings small(int connections) {
        return new DatabaseSettings(
                databaseUrl,
                replicationUrl,
                Math.min(connections, databasePoolSize),
                databasePoolTimeoutSeconds,
                strictSchema);
    }
}
