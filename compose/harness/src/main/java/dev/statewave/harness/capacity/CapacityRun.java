package dev.statewave.harness.capacity;

import dev.statewave.contract.sizing.Driver;
import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.harness.load.SubjectFill;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** One run from an empty folder to the check that every accepted id arrived. */
final class CapacityRun {

    private static final Duration SHORT_WARM_UP = Duration.ofSeconds(15);
    private static final int IDS_AT_ONCE = 5_000;
    private static final int RELAYED_BYTES = 32 << 20;
    private static final Duration RELAY = Duration.ofMinutes(5);

    private final CapacitySettings settings;
    private final MeasuredSystem system;
    private final RunFile file;
    private final PrintStream progress;
    private final Meter meter;
    private final Texts texts;
    private long accepted;
    private long missing;

    CapacityRun(CapacitySettings settings, MeasuredSystem system, RunFile file, PrintStream progress) {
        this.settings = settings;
        this.system = system;
        this.file = file;
        this.progress = progress;
        this.meter = new Meter(system, progress);
        this.texts = new Texts(settings.seed());
    }

    /** Each operation by itself. */
    void calibrate() throws IOException, SQLException, InterruptedException {
        // First without compiles, so that a write is measured by itself.
        List<Band> bands = start(false);
        var operations = new Operations(system.client(), system.bootstrapServers(), texts);
        try (var receiver = new WebhookReceiver()) {
            var cells = new Calibration(system, settings, operations, texts, meter, receiver, file.cells());
            warmUp(settings.warmUp(), operations, bands, "warm");
            Thread.sleep(SHORT_WARM_UP.dividedBy(3));
            cells.idle(settings.cell().multipliedBy(2));
            cells.reads(bands);
            cells.writes();
            cells.webhooks();
            cells.compiles();
            cells.erases(List.of("cap:k1", "cap:k2", "cap:w1", "cap:b2"));
            cells.vacuum(
                    file.cells().stream().mapToDouble(CapacityRun::recorded).sum());
            check(operations);
            progress.println("Erasing what is not compiled");
            cells.eraseUncompiled();
            progress.println("Starting the worker anew: it compiles whatever is quiet");
            system.restartWorker(true);
            warmUp(SHORT_WARM_UP, operations, bands, "warm-again");
            awaitCompiled();
            cells.continuous();
        }
        check(operations);
        end();
    }

    /** Mixes of operations that no coefficient was worked out of. */
    void validate() throws IOException, SQLException, InterruptedException {
        List<Band> bands = start(true);
        var operations = new Operations(system.client(), system.bootstrapServers(), texts);
        warmUp(settings.warmUp(), operations, bands, "warm");
        try (var receiver = new WebhookReceiver()) {
            awaitCompiled();
            new Mixes(system, settings, operations, texts, meter, receiver, bands, file).run();
        }
        check(operations);
        end();
    }

    private void warmUp(Duration time, Operations operations, List<Band> bands, String name)
            throws InterruptedException {
        progress.printf("Warming up for %d s%n", time.toSeconds());
        Calibration.warmUp(time, settings.seed(), operations, texts, bands, name, progress);
    }

    private List<Band> start(boolean continuous) throws IOException, SQLException, InterruptedException {
        progress.println("Starting a system, each part as a process of its own");
        system.start(continuous);
        file.describe(system);
        progress.printf("Filling %,d subjects%n", settings.subjects());
        try (var fill = new SubjectFill(system.databaseUrl(), settings.seed(), progress)) {
            file.root().put("filled_database_bytes", fill.fill(0, settings.subjects()));
        }
        file.root().put("filled_episodes", system.number("SELECT count(*) FROM episodes"));
        file.root().put("filled_memories", system.number("SELECT count(*) FROM memories"));
        awaitRelay();
        return List.of(
                Band.of(system, "small", settings.subjects(), 6, 9, settings.seed()),
                Band.of(system, "middle", settings.subjects(), 35, 60, settings.seed()),
                Band.of(system, "large", settings.subjects(), 150, 600, settings.seed()));
    }

    private void awaitRelay() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + RELAY.toNanos();
        while (system.number("SELECT coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)), 0)"
                        + " FROM pg_replication_slots")
                > RELAYED_BYTES) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the relay of events did not read what was filled");
            }
            Thread.sleep(500);
        }
    }

    private void awaitCompiled() throws SQLException, InterruptedException {
        for (int i = 0; i < 600 && system.number("SELECT count(*) FROM uncompiled_subjects") > 0; i++) {
            Thread.sleep(500);
        }
        Thread.sleep(3_000);
    }

    static double recorded(CellResult cell) {
        return cell.drivers().getOrDefault(Driver.WRITES, 0.0)
                + cell.drivers().getOrDefault(Driver.BATCH_EPISODES, 0.0)
                + cell.drivers().getOrDefault(Driver.PRODUCED, 0.0);
    }

    /** Looks for every id that was accepted and not erased again, and counts what producers sent. */
    private void check(Operations operations) throws SQLException {
        List<String> ids = operations.accepted().values().stream()
                .flatMap(queue -> List.copyOf(queue).stream())
                .toList();
        long found = (long)
                system.number("SELECT count(*) FROM episodes WHERE source = '%s'".formatted(Operations.PRODUCED));
        for (int from = 0; from < ids.size(); from += IDS_AT_ONCE) {
            List<String> part = ids.subList(from, Math.min(ids.size(), from + IDS_AT_ONCE));
            found += (long) system.number(
                    "SELECT count(*) FROM episodes WHERE id = ANY ('{%s}')".formatted(String.join(",", part)));
        }
        long some = ids.size() + operations.produced();
        accepted += some;
        missing += some - found;
        operations.forgetAccepted();
        progress.printf("Of %,d accepted episodes, %,d are missing%n", accepted, missing);
    }

    private void end() throws IOException, SQLException {
        file.root().putObject("arrived").put("accepted", accepted).put("missing", missing);
        file.end(system, meter.mostConnections());
        for (CellResult cell : file.all()) {
            if (!cell.sound()) {
                throw new IllegalStateException("'%s' is worth nothing: %d calls failed, the first: %s%s"
                        .formatted(
                                cell.name(),
                                cell.errors(),
                                cell.firstError(),
                                cell.settled() ? "" : "; its consequences did not end in time"));
            }
        }
        if (missing > 0) {
            throw new IllegalStateException("%d accepted episodes are missing".formatted(missing));
        }
    }
}
