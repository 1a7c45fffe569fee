package dev.statewave.harness.load;

import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.postgres.PostgresBinaries;
import dev.statewave.local.preflight.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What the statements of a call cost PostgreSQL itself, from pg_stat_statements: planning and executing, without the
 * way to the caller and without the time in which several of them ran side by side. It counts only while it is switched
 * on.
 */
final class StatementTimes {

    /** What runs more rarely than in one call of ten belongs to the workers in the background. */
    private static final double RARE = 0.1;

    private static final Duration UNTIL_HEARD = Duration.ofMillis(500);

    private final Database database;

    StatementTimes(Database database) {
        this.database = database;
    }

    /**
     * What the database did for a call on average.
     *
     * @param statements how many, with those that begin and end transactions
     */
    record PerCall(double millis, double statements) {}

    /** Makes the cluster of a system that has not started yet, with the module where PostgreSQL brings it. */
    static void install(Path cluster) throws SQLException {
        PostgresBinaries binaries = PostgresBinaries.require();
        try (var postgres = new LocalPostgres(binaries, cluster, FreePort.find())) {
            postgres.start();
            try (var database = new Database(postgres.url())) {
                // Filling writes more at once than an ordinary system in a day, and the relay must not be cut off for
                // it.
                database.execute("ALTER SYSTEM SET max_slot_wal_keep_size = -1");
                if (Files.exists(binaries.share().resolve("extension/pg_stat_statements.control"))) {
                    database.execute("ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'");
                    database.execute("CREATE EXTENSION pg_stat_statements");
                }
            }
        }
    }

    boolean available() throws SQLException {
        return database.number("SELECT count(*) FROM pg_extension WHERE extname = 'pg_stat_statements'") > 0;
    }

    void begin() throws SQLException, InterruptedException {
        track("'top'", "on");
        database.execute("SELECT pg_stat_statements_reset()");
    }

    /** @param calls how many were made since the begin */
    PerCall end(long calls) throws SQLException, InterruptedException {
        String counted = "FROM pg_stat_statements WHERE calls >= %s".formatted(Math.max(1, calls * RARE));
        double millis = database.number("SELECT coalesce(sum(total_plan_time + total_exec_time), 0) " + counted);
        double statements = database.number("SELECT coalesce(sum(calls), 0) " + counted);
        track("'none'", "off");
        return new PerCall(millis / calls, statements / calls);
    }

    private void track(String what, String planning) throws SQLException, InterruptedException {
        database.execute("ALTER SYSTEM SET pg_stat_statements.track = " + what);
        database.execute("ALTER SYSTEM SET pg_stat_statements.track_planning = " + planning);
        database.execute("SELECT pg_reload_conf()");
        // The server tells its sessions without saying when it has.
        Thread.sleep(UNTIL_HEARD);
    }
}
