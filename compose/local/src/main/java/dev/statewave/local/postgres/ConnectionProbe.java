package dev.statewave.local.postgres;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;

/** Opens a connection from time to time, to notice a server that is there and takes no connections. */
final class ConnectionProbe {

    private static final Duration INTERVAL = Duration.ofSeconds(5);
    /** As many failures in a row count; a busy machine may miss some. */
    private static final int MAX_FAILURES = 6;

    private static final String TIMEOUTS = "?connectTimeout=4&loginTimeout=4&socketTimeout=4";

    private final String url;
    private final String user;
    private final String password;
    private long nextAt = System.nanoTime();
    private int failures;

    /** @param url for JDBC, without parameters */
    ConnectionProbe(String url, String user, String password) {
        this.url = url + TIMEOUTS;
        this.user = user;
        this.password = password;
    }

    /** Not for several threads. */
    boolean answers() {
        if (System.nanoTime() - nextAt >= 0) {
            failures = connects() ? 0 : failures + 1;
            nextAt = System.nanoTime() + INTERVAL.toNanos();
        }
        return failures < MAX_FAILURES;
    }

    private boolean connects() {
        try (var connection = DriverManager.getConnection(url, user, password)) {
            return !connection.isClosed();
        } catch (SQLException e) {
            // Any answer of the server is one: it may have too many connections, or be in recovery.
            return e.getSQLState() != null && !e.getSQLState().startsWith("08");
        }
    }
}
