package dev.statewave.local.backup;

import dev.statewave.contract.topics.Topics;
import dev.statewave.local.postgres.PostgresClient;
import dev.statewave.local.preflight.FileTree;
import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.local.system.LocalStores;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Backs up a system while it runs: the state of one moment of PostgreSQL, which has the positions on the log that it
 * stands for, and then what the log has beyond them.
 */
final class Backup {

    static final String DUMP = "database.dump";

    private final LocalStores stores;
    private final Path folder;

    Backup(LocalStores stores, Path folder) {
        this.stores = stores;
        this.folder = folder;
    }

    /** @throws StartRefusedException where something stands in the folder already */
    BackupManifest create() throws IOException, SQLException {
        if (Files.exists(folder) && !isEmpty(folder)) {
            throw new StartRefusedException("%s is not empty: name another folder.".formatted(folder));
        }
        Files.createDirectories(folder);
        // Everything that anybody has told is in it.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var database = new DatabaseDump(DatabaseUrl.parse(stores.databaseUrl()), new PostgresClient());
        try (var reader = new TopicReader(stores.kafka())) {
            var log = reader.describe(Topics.SUBJECT_LOG);
            Instant at = Instant.now();
            Path dump = folder.resolve(DUMP);
            var snapshot = database.write(dump);
            var manifest = BackupManifest.first(
                    database.majorVersion(),
                    snapshot,
                    log.topicId().toString(),
                    log.partitions().size(),
                    at);
            var file = new BackupManifest.StoredFile(Files.size(dump), Sha256.of(dump), 0, null);
            return add(reader, manifest.with(at, manifest.logEnds(), Map.of(DUMP, file)));
        }
    }

    /** Adds what came onto the log since; the state of the database stays the one of the backup. */
    BackupManifest extend() throws IOException {
        BackupManifest manifest = BackupManifest.read(folder);
        try (var reader = new TopicReader(stores.kafka())) {
            String topicId = reader.describe(Topics.SUBJECT_LOG).topicId().toString();
            if (!topicId.equals(manifest.topicId())) {
                throw new StartRefusedException(
                        "%s is a backup of another system: its subject log is not the one that runs here."
                                .formatted(folder));
            }
            return add(reader, manifest);
        }
    }

    private BackupManifest add(TopicReader reader, BackupManifest manifest) throws IOException {
        Instant at = Instant.now();
        String run = "log-%04d".formatted(runs(manifest) + 1);
        // What a run left that did not come to its end.
        FileTree.delete(folder.resolve(run));
        var written = new LogBackup(reader, folder, run).write(from(manifest));
        var files = new LinkedHashMap<String, BackupManifest.StoredFile>();
        manifest.files().forEach((name, file) -> {
            // Only the log grows; of the rest the newest state counts.
            if (file.topic() == null || file.topic().equals(Topics.SUBJECT_LOG)) {
                files.put(name, file);
            }
        });
        files.putAll(written.files());
        BackupManifest extended = manifest.with(at, written.ends(), files);
        extended.write(folder);
        removeUnlisted(extended.files().keySet());
        return extended;
    }

    /** From its beginning where the state of the database has nothing of a partition. */
    private static Map<Integer, Long> from(BackupManifest manifest) {
        var from = new HashMap<>(manifest.logEnds());
        for (int partition = 0; partition < manifest.partitions(); partition++) {
            from.putIfAbsent(partition, 0L);
        }
        return from;
    }

    private static int runs(BackupManifest manifest) {
        return (int) manifest.files().values().stream()
                .filter(file -> Topics.SUBJECT_LOG.equals(file.topic()))
                .count();
    }

    private void removeUnlisted(Set<String> listed) throws IOException {
        var unlisted = new HashSet<Path>();
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> files = all.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                String name = folder.relativize(file).toString();
                if (name.startsWith("log-") && !listed.contains(name)) {
                    unlisted.add(file);
                }
            }
        }
        for (Path file : unlisted) {
            Files.delete(file);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }
}
