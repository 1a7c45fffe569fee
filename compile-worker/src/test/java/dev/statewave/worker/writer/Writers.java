package dev.statewave.worker.writer;

import dev.statewave.worker.ErasureSettings;
import dev.statewave.worker.compile.storage.ImportedMemoryRepositories;
import dev.statewave.worker.events.EventEmitters;
import dev.statewave.worker.freshness.Freshness;
import dev.statewave.worker.store.SubjectLocks;
import dev.statewave.worker.store.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.List;

/** Writers on the test database. */
public final class Writers {

    private Writers() {}

    static LogWriter of(TestDatabase database) {
        var lock = SubjectLocks.of(database);
        var actions = new AdminActionRepository(database.client());
        return new LogWriter(
                database.transactions(),
                database.client(),
                new LogPositionRepository(database.client(), EventEmitters.of(database)),
                new EpisodeRepository(database.dataSource(), database.client()),
                new UncompiledSubjectRepository(database.client()),
                new BatchRepository(database.client()),
                new SubjectEraser(database.client(), lock, new ErasureSettings(72, 120, 300, 256)),
                new HealthRepository(database.client()),
                new ImportWriter(
                        new ImportRepository(database.client(), database.dataSource()),
                        ImportedMemoryRepositories.of(database),
                        lock,
                        Clock.systemUTC()),
                lock,
                new LabelRepository(database.client(), lock, actions),
                new ExpiryRepository(database.client(), lock, actions),
                new UseRepository(database.client(), lock),
                actions,
                new Freshness(Clock.systemUTC(), new SimpleMeterRegistry()),
                new LogContinuity(),
                new SimpleMeterRegistry());
    }

    /** Entries that follow on what was written before. */
    static void write(LogWriter writer, int partition, List<LogEntry> entries, long next) {
        long first =
                entries.isEmpty() ? next - 1 : entries.getFirst().position().offset();
        writer.write(new LogStretch(partition, first, next, entries));
    }
}
