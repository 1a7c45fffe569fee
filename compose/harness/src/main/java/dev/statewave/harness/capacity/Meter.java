package dev.statewave.harness.capacity;

import dev.statewave.contract.sizing.Driver;
import dev.statewave.contract.sizing.Resource;
import dev.statewave.contract.sizing.Role;
import dev.statewave.harness.client.StatewaveClient;
import dev.statewave.harness.measure.Timed;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at what all processes have used before and after something is done. */
final class Meter {

    /** Until the last acknowledgement, event and offset of what was done has been handled. */
    private static final Duration SETTLE = Duration.ofMillis(1_500);

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final Duration STEP = Duration.ofMillis(200);

    private static final String TABLES =
            "SELECT coalesce(sum(pg_table_size(relid)), 0) FROM pg_stat_user_tables WHERE schemaname = 'public'";
    private static final String INDEXES =
            "SELECT coalesce(sum(pg_indexes_size(relid)), 0) FROM pg_stat_user_tables WHERE schemaname = 'public'";
    private static final String LOG = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')";
    private static final String MEMORIES = "SELECT count(*) FROM memories";
    private static final String CONNECTIONS =
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type IN ('client backend', 'walsender')";

    private final MeasuredSystem system;
    private final PrintStream progress;
    private double mostConnections;

    Meter(MeasuredSystem system, PrintStream progress) {
        this.system = system;
        this.progress = progress;
    }

    /** Something that is done; what it counts stands in the counts that it was made with. */
    interface Work {
        @Nullable
        Timed run() throws IOException, SQLException, InterruptedException;
    }

    /** Whether nothing of what was done is still under way. */
    interface Settled {
        boolean now() throws SQLException;
    }

    private record Look(Map<Resource, Double> used, double misses, double compiles, double busy) {}

    /**
     * Measures one cell.
     *
     * @param counts of this cell alone
     */
    CellResult measure(String name, Counts counts, Settled settled, Work work)
            throws IOException, SQLException, InterruptedException {
        Look before = look();
        long begin = System.nanoTime();
        Timed timed = work.run();
        boolean done = await(settled);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Look after = look();
        var used = new EnumMap<Resource, Double>(Resource.class);
        after.used()
                .forEach((resource, value) ->
                        used.put(resource, Math.max(0, value - before.used().getOrDefault(resource, 0.0))));
        used.put(Resource.REQUEST_BYTES, counts.requestBytes());
        used.put(Resource.RESPONSE_BYTES, counts.responseBytes());
        counts.add(Driver.SECONDS, seconds);
        double misses = after.misses() - before.misses();
        double reads = counts.of(Driver.CONTEXTS) + counts.of(Driver.SEARCHES);
        counts.add(Driver.COLD_READS, misses);
        if (reads > 0) {
            counts.add(
                    Driver.COLD_MEMORIES,
                    misses * (counts.of(Driver.CONTEXT_MEMORIES) + counts.of(Driver.SEARCH_MEMORIES)) / reads);
        }
        counts.add(Driver.COMPILES, after.compiles() - before.compiles());
        double own = Resource.cpus().stream()
                .mapToDouble(cpu -> used.getOrDefault(cpu, 0.0))
                .sum();
        var result = new CellResult(
                name,
                seconds,
                counts.all(),
                used,
                Math.max(0, after.busy() - before.busy() - own),
                timed == null ? 0 : timed.perSecond(),
                timed == null ? 0 : timed.latencies().p50(),
                timed == null ? 0 : timed.latencies().p95(),
                timed == null ? 0 : timed.errors(),
                done,
                timed == null ? null : timed.firstError());
        tell(result, own);
        return result;
    }

    private void tell(CellResult cell, double own) {
        progress.printf(
                "  %-44s %6.1f s  %7.1f calls/s  %6.2f cpu-s%s%s%n",
                cell.name(),
                cell.seconds(),
                cell.callsPerSecond(),
                own,
                cell.settled() ? "" : "  NOT SETTLED",
                cell.errors() == 0 ? "" : "  %d ERRORS: %s".formatted(cell.errors(), cell.firstError()));
    }

    private boolean await(Settled settled) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!settled.now()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(STEP);
        }
        Thread.sleep(SETTLE);
        return true;
    }

    private Look look() throws IOException, SQLException, InterruptedException {
        mostConnections = Math.max(mostConnections, system.number(CONNECTIONS));
        double misses = metric(Role.CONTEXT, "statewave_subject_cache_requests_total", "result=\"miss\"");
        double compiles = metric(Role.WORKER, "statewave_compile_seconds_count", "");
        var used = new EnumMap<Resource, Double>(Resource.class);
        used.put(Resource.TABLE_BYTES, system.number(TABLES));
        used.put(Resource.INDEX_BYTES, system.number(INDEXES));
        used.put(Resource.WAL_BYTES, system.number(LOG));
        used.put(Resource.MEMORY_ROWS, system.number(MEMORIES));
        used.put(Resource.KAFKA_BYTES, (double)
                system.topicBytes().values().stream().mapToLong(Long::longValue).sum());
        used.putAll(system.processorSeconds());
        return new Look(used, misses, compiles, ProcessFiles.busyOfMachine());
    }

    /** The sum of a metric over the lines that hold a label. */
    private double metric(Role role, String name, String label) throws IOException, InterruptedException {
        return new StatewaveClient(system.url(role))
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** The most connections to PostgreSQL that were seen. */
    double mostConnections() {
        return mostConnections;
    }
}
