package dev.statewave.local.backup;

import dev.statewave.contract.topics.Topics;
import dev.statewave.local.postgres.PostgresClient;
import dev.statewave.local.preflight.FileTree;
import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.local.system.LocalSettings;
import dev.statewave.local.system.LocalStores;
import dev.statewave.platform.kafka.TopicCatalog;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Restores a backup into an empty data folder, or into an empty database and an empty Kafka from outside. The folder
 * gets its name when everything is in it.
 */
final class Restore {

    private static final Set<String> TOLD = Set.of(Topics.EVENTS, Topics.WEBHOOKS);

    private final Path folder;
    private final @Nullable Instant until;
    private final boolean continuous;

    /**
     * @param until records of the log from this time on are left out; null for none
     * @param continuous whether subjects are compiled without being asked for
     */
    Restore(Path folder, @Nullable Instant until, boolean continuous) {
        this.folder = folder;
        this.until = until;
        this.continuous = continuous;
    }

    /** @param records of the log beyond the state of the database */
    record Restored(BackupManifest manifest, long records, int requests) {}

    /** @throws StartRefusedException where the backup cannot be restored, or not to there */
    Restored run(LocalSettings settings) throws IOException, SQLException {
        BackupManifest manifest = BackupManifest.read(folder);
        if (until != null && until.isBefore(manifest.createdAt())) {
            throw new StartRefusedException("The backup was begun at %s, after %s: restore an older one."
                    .formatted(manifest.createdAt(), until));
        }
        if (until != null && until.isAfter(manifest.through())) {
            throw new StartRefusedException("The backup has the log until %s, before %s: extend it first."
                    .formatted(manifest.through(), until));
        }
        manifest.checkFiles(folder);
        if (settings.databaseUrl() != null && settings.bootstrapServers() != null) {
            return into(settings, manifest);
        }
        Path home = settings.home().toAbsolutePath().normalize();
        requireAbsent(home);
        Path unfinished = home.resolveSibling(home.getFileName() + ".restoring");
        FileTree.delete(unfinished);
        Restored restored = into(settings.at(unfinished), manifest);
        Files.deleteIfExists(home);
        Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        return restored;
    }

    private static void requireAbsent(Path home) throws IOException {
        if (!Files.exists(home)) {
            return;
        }
        try (Stream<Path> files = Files.list(home)) {
            if (files.findAny().isPresent()) {
                throw new StartRefusedException(
                        "The data folder %s is not empty: set STATEWAVE_HOME to a new one.".formatted(home));
            }
        }
    }

    // Kafka first: without the rows of the database nobody takes it for a system, and the rows come in one transaction.
    private Restored into(LocalSettings settings, BackupManifest manifest) throws IOException, SQLException {
        try (var stores = LocalStores.create(settings)) {
            var database = new DatabaseDump(DatabaseUrl.parse(stores.databaseUrl()), new PostgresClient());
            if (database.majorVersion() < manifest.postgresql()) {
                throw new StartRefusedException(
                        "The backup is of PostgreSQL %d and this is %d: restore into %d or newer."
                                .formatted(manifest.postgresql(), database.majorVersion(), manifest.postgresql()));
            }
            database.requireEmpty();
            new TopicCatalog(stores.kafka()).ensure();
            try (var log = new LogRestore(stores.kafka())) {
                log.requireEmpty(manifest);
                log.begin(manifest);
                long records = appendAll(log, manifest);
                database.restore(folder.resolve(Backup.DUMP), manifest.rows());
                try (Connection connection = database.connect()) {
                    return new Restored(
                            manifest, records, new UnfinishedWork(manifest, log, continuous).request(connection));
                }
            }
        }
    }

    private long appendAll(LogRestore log, BackupManifest manifest) throws IOException {
        long ofLog = 0;
        for (var file : manifest.files().entrySet()) {
            String topic = file.getValue().topic();
            // What was told after that time may not have happened.
            if (topic == null
                    || until != null && TOLD.stream().anyMatch(topic::startsWith) && !topic.endsWith(".dlt")) {
                continue;
            }
            long count = log.append(folder.resolve(file.getKey()), topic, manifest, until);
            ofLog += topic.equals(Topics.SUBJECT_LOG) ? count : 0;
        }
        return ofLog;
    }
}
