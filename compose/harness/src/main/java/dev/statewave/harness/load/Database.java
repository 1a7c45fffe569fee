package dev.statewave.harness.load;

import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * One connection as the administrator of the measured cluster, whom row-level security does not hold. Not for several
 * threads.
 */
final class Database implements AutoCloseable {

    private final Connection connection;

    Database(String url) throws SQLException {
        DatabaseUrl database = DatabaseUrl.parse(url);
        connection = DriverManager.getConnection(database.jdbc(), database.user(), database.password());
    }

    void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first value of the first row, as a number. */
    double number(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }

    String text(String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    void copy(String into, CopyRows rows) throws SQLException {
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY %s FROM STDIN".formatted(into), new ByteArrayInputStream(rows.bytes()), 1 << 16);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail to be read", e);
        }
    }

    /** What is executed in between is committed together. */
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    void commit() throws SQLException {
        connection.commit();
        connection.setAutoCommit(true);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
