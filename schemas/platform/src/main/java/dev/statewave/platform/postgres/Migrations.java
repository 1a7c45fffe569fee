package dev.statewave.platform.postgres;

import dev.statewave.contract.events.StatewaveEvent;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;

/** Migrates a database to the schema of this version and creates the replication slot, so that no event is missed. */
public final class Migrations {

    private final DatabaseUrl url;

    public Migrations(DatabaseUrl url) {
        this.url = url;
    }

    /** @throws IllegalStateException with a sentence that says how to mend it */
    public void run() {
        Flyway.configure()
                .dataSource(url.jdbc(), url.user(), url.password())
                .locations("classpath:db/migration")
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password())) {
            createSlot(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "The replication slot %s cannot be created: %s. Set wal_level=logical and give role %s REPLICATION."
                            .formatted(StatewaveEvent.REPLICATION_SLOT, e.getMessage(), url.user()),
                    e);
        }
    }

    private static void createSlot(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement("""
                SELECT pg_create_logical_replication_slot(?, 'pgoutput')
                WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = ?)""")) {
            statement.setString(1, StatewaveEvent.REPLICATION_SLOT);
            statement.setString(2, StatewaveEvent.REPLICATION_SLOT);
            statement.execute();
        }
    }
}
