package dev.statewave.webhooks.relay;

import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * The right to read the replication slot: an advisory lock of a database session, so it is released when its holder
 * dies. Its key is the name of the slot and neither a version nor a host, so that the old and the new version do not
 * both hold it during a deployment.
 */
final class ReplicationSlotLease implements AutoCloseable {

    private final Connection connection;

    private ReplicationSlotLease(Connection connection) {
        this.connection = connection;
    }

    /** Empty if another instance holds it. */
    static Optional<ReplicationSlotLease> tryTake(DatabaseUrl url) throws SQLException {
        var properties = new Properties();
        properties.put("user", url.user());
        properties.put("password", url.password());
        properties.put("ApplicationName", "statewave-webhook-dispatcher-lease");
        properties.put("connectTimeout", "5");
        properties.put("socketTimeout", "10");
        properties.put("tcpKeepAlive", "true");
        Connection connection = DriverManager.getConnection(url.jdbc(), properties);
        try (var statement = connection.prepareStatement("SELECT pg_try_advisory_lock(hashtextextended(?, 0))")) {
            statement.setString(1, "slot:" + StatewaveEvent.REPLICATION_SLOT);
            try (var row = statement.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    return Optional.of(new ReplicationSlotLease(connection));
                }
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        connection.close();
        return Optional.empty();
    }

    boolean held() {
        try {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The session has ended, and with it the lock.
        }
    }
}
