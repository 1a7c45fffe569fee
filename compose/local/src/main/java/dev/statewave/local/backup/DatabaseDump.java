package dev.statewave.local.backup;

import dev.statewave.local.postgres.PostgresClient;
import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.platform.postgres.DatabaseUrl;
import dev.statewave.platform.postgres.SchemaRevisions;
import dev.statewave.platform.postgres.TenantScope;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The state of PostgreSQL as {@code pg_dump} writes it. */
final class DatabaseDump {

    private static final String TABLES = """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            ORDER BY c.relname""";

    private final DatabaseUrl url;
    private final PostgresClient programs;

    DatabaseDump(DatabaseUrl url, PostgresClient programs) {
        this.url = url;
        this.programs = programs;
    }

    /**
     * What one moment of the database says of itself.
     *
     * @param positions by partition of the subject log
     * @param rows by table
     */
    record Snapshot(int schema, Map<Integer, Long> positions, Map<String, Long> rows) {}

    /** Writes the state of one moment, while others write; what is counted is counted in the same moment. */
    Snapshot write(Path file) throws SQLException, IOException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            String id = text(connection, "SELECT pg_export_snapshot()");
            text(connection, "SELECT set_config('statewave.scope', 'all', true)");
            var snapshot = new Snapshot(
                    Integer.parseInt(text(connection, SchemaRevisions.FOUND)),
                    positions(connection),
                    counts(connection));
            programs.run(
                    url,
                    "pg_dump",
                    "--format=custom",
                    "--no-owner",
                    // Whose rows a session may see is a matter of statewave.scope, which the client sets.
                    "--enable-row-security",
                    "--snapshot=" + id,
                    "--file=" + file);
            connection.rollback();
            FolderSync.file(file);
            return snapshot;
        }
    }

    /** @throws StartRefusedException where something stands in the database already */
    void requireEmpty() throws SQLException {
        try (Connection connection = connect()) {
            if (!tables(connection).isEmpty()) {
                throw new StartRefusedException("The database %s is not empty: restore into a new one.".formatted(url));
            }
        }
    }

    int majorVersion() throws SQLException {
        try (Connection connection = connect()) {
            return Integer.parseInt(text(connection, "SHOW server_version_num")) / 10_000;
        }
    }

    /**
     * Restores everything in one transaction.
     *
     * @throws IOException also where the rows are not as many as there were
     */
    void restore(Path file, Map<String, Long> rows) throws SQLException, IOException {
        createServiceRole();
        programs.run(
                url,
                "pg_restore",
                "--exit-on-error",
                "--single-transaction",
                "--no-owner",
                "--dbname=" + url.database(),
                file.toString());
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("SELECT set_config('statewave.scope', 'all', false)");
            Map<String, Long> found = counts(connection);
            if (!found.equals(rows)) {
                throw new IOException("The restored database has %s rows and the backup %s.".formatted(found, rows));
            }
            // Versions are numbers of transactions of the former cluster. One of the new cluster may come to the same
            // number, and a reader would take what it has kept for the newest.
            statement.execute("UPDATE subject_versions SET version = 0");
        }
    }

    /** A dump has no roles, which belong to the whole server. */
    private void createServiceRole() throws SQLException {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("""
                    DO $$ BEGIN
                        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN CREATE ROLE %1$s NOLOGIN; END IF;
                        IF NOT pg_has_role(CURRENT_USER, '%1$s', 'MEMBER') THEN
                            EXECUTE format('GRANT %1$s TO %%I', CURRENT_USER);
                        END IF;
                    END $$""".formatted(TenantScope.ROLE));
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url.jdbc(), url.user(), url.password());
    }

    private static Map<Integer, Long> positions(Connection connection) throws SQLException {
        var positions = new TreeMap<Integer, Long>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT log_partition, next_offset FROM log_positions")) {
            while (rows.next()) {
                positions.put(rows.getInt(1), rows.getLong(2));
            }
        }
        return positions;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        var tables = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(TABLES)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static Map<String, Long> counts(Connection connection) throws SQLException {
        var counts = new LinkedHashMap<String, Long>();
        for (String table : tables(connection)) {
            counts.put(table, Long.parseLong(text(connection, "SELECT count(*) FROM \"" + table + "\"")));
        }
        return counts;
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
