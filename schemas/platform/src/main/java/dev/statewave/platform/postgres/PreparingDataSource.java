package dev.statewave.platform.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * Connections that let the server parse and plan a statement once, unless there is a pooler before it: its process is
 * not the one that the connection was told at its beginning.
 */
final class PreparingDataSource extends AbstractDataSource {

    /** Uses of a statement from which on it is prepared. */
    private static final int THRESHOLD = 3;

    private final String url;
    private final Properties properties;

    PreparingDataSource(String url, Properties properties) {
        this.url = url;
        this.properties = properties;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = DriverManager.getConnection(url, properties);
        try {
            PGConnection postgres = connection.unwrap(PGConnection.class);
            postgres.setPrepareThreshold(process(connection) == postgres.getBackendPID() ? THRESHOLD : 0);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static int process(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLException("the user is a setting of this data source");
    }
}
