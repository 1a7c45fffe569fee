package dev.statewave.harness.load;

import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;

/** The work that is still pending; a measurement begins when there is none. */
final class Backlog {

    /** Below this the relay of events is as far along as its heartbeat lets it be. */
    private static final long RELAYED_BYTES = 16L << 20;

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration STEP = Duration.ofMillis(500);

    private final Database database;
    private final PrintStream progress;

    Backlog(Database database, PrintStream progress) {
        this.database = database;
        this.progress = progress;
    }

    /**
     * Waits until what was recorded is compiled and embedded and the relay has read the write-ahead log; no longer than
     * ten minutes.
     */
    void await() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (uncompiled() > 0 || unrelayedBytes() > RELAYED_BYTES) {
            if (System.nanoTime() > deadline) {
                progress.printf(
                        "  after %d min %,.0f episodes wait for their vectors "
                                + "and %,.0f bytes for the relay; going on%n",
                        LONGEST.toMinutes(), uncompiled(), unrelayedBytes());
                return;
            }
            Thread.sleep(STEP);
        }
    }

    /**
     * Waits until a large subject is under an index and readers know of it; no longer than ten minutes.
     *
     * @return how long that took, in seconds
     */
    long awaitIndex(String subject) throws SQLException, InterruptedException {
        long begin = System.nanoTime();
        while (database.number(("SELECT count(*) FROM large_subjects WHERE subject_id = '%s' "
                                + "AND ready_at < now() - interval '6 seconds'")
                        .formatted(subject))
                == 0) {
            if (System.nanoTime() - begin > LONGEST.toNanos()) {
                throw new IllegalStateException(
                        "%s is under no index after %d minutes".formatted(subject, LONGEST.toMinutes()));
            }
            Thread.sleep(STEP);
        }
        return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    }

    private double uncompiled() throws SQLException {
        // Each recorded text becomes one summary; a range and not LIKE, which this index does not serve.
        return database.number("""
                SELECT (SELECT count(*) FROM episodes WHERE subject_id >= 'ingest:' AND subject_id < 'ingest;')
                     - (SELECT count(*) FROM memories m
                        WHERE m.subject_id >= 'ingest:' AND m.subject_id < 'ingest;' AND m.kind = 'episode_summary'
                        AND (m.status <> 'active'
                             OR EXISTS (SELECT FROM memory_embeddings e WHERE e.memory_id = m.id)))""");
    }

    private double unrelayedBytes() throws SQLException {
        return database.number("SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)), 0) "
                + "FROM pg_replication_slots");
    }
}
