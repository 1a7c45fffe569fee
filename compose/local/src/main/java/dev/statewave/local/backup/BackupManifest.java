package dev.statewave.local.backup;

import dev.statewave.contract.json.Json;
import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.platform.health.HealthEndpoints;
import dev.statewave.platform.postgres.SchemaRevisions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What a backup holds. It is written last and replaced in one step, so a folder without it is no backup.
 *
 * @param format of the folder
 * @param version of the product that made it
 * @param schema the version of the database schema
 * @param postgresql the major version of the server
 * @param createdAt of the state of the database
 * @param through when the log was last read
 * @param topicId the id of the subject log, which tells one log from another of the same name
 * @param partitions of the subject log
 * @param positions for each partition, the offset before which the state of the database has everything
 * @param logEnds for each partition, the offset before which the files have everything
 * @param rows for each table, how many rows it has
 * @param files by their path in the folder
 * @param checksum SHA-256, in hexadecimal digits, of the manifest without it
 */
record BackupManifest(
        int format,
        String version,
        int schema,
        int postgresql,
        Instant createdAt,
        Instant through,
        String topicId,
        int partitions,
        Map<Integer, Long> positions,
        Map<Integer, Long> logEnds,
        Map<String, Long> rows,
        Map<String, StoredFile> files,
        String checksum) {

    /** Goes up when an older version could not restore what a newer one has written. */
    static final int FORMAT = 1;

    private static final String FILE = "manifest.json";

    /** @param topic null for the database */
    record StoredFile(
            long bytes,
            String sha256,
            long records,
            @Nullable String topic) {}

    static BackupManifest first(
            int postgresql, DatabaseDump.Snapshot snapshot, String topicId, int partitions, Instant createdAt) {
        return new BackupManifest(
                FORMAT,
                HealthEndpoints.VERSION,
                snapshot.schema(),
                postgresql,
                createdAt,
                createdAt,
                topicId,
                partitions,
                snapshot.positions(),
                snapshot.positions(),
                snapshot.rows(),
                Map.of(),
                "");
    }

    BackupManifest with(Instant newThrough, Map<Integer, Long> newEnds, Map<String, StoredFile> newFiles) {
        return new BackupManifest(
                format,
                version,
                schema,
                postgresql,
                createdAt,
                newThrough,
                topicId,
                partitions,
                positions,
                newEnds,
                rows,
                newFiles,
                "");
    }

    private BackupManifest sealed(String sum) {
        return new BackupManifest(
                format,
                version,
                schema,
                postgresql,
                createdAt,
                through,
                topicId,
                partitions,
                positions,
                logEnds,
                rows,
                files,
                sum);
    }

    private String sum() {
        return Sha256.of(Json.text(sealed("")).getBytes(StandardCharsets.UTF_8));
    }

    void write(Path folder) throws IOException {
        Path written = folder.resolve(FILE + ".new");
        Files.write(written, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(sealed(sum())));
        FolderSync.file(written);
        Files.move(written, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        FolderSync.folder(folder);
    }

    static boolean isIn(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /** @throws StartRefusedException where there is none, it is damaged, or another version has written it */
    static BackupManifest read(Path folder) throws IOException {
        BackupManifest manifest;
        try {
            manifest = Json.read(Files.readAllBytes(folder.resolve(FILE)), BackupManifest.class);
        } catch (NoSuchFileException e) {
            throw new StartRefusedException(
                    "%s has no %s: it is no backup, or one that was not finished.".formatted(folder, FILE));
        } catch (JacksonException e) {
            throw new StartRefusedException("%s is damaged: it is not JSON.".formatted(folder.resolve(FILE)));
        }
        if (manifest.format != FORMAT) {
            throw new StartRefusedException(
                    "%s was written by version %s in format %d and this version reads format %d: use that version."
                            .formatted(folder, manifest.version, manifest.format, FORMAT));
        }
        if (!manifest.sum().equals(manifest.checksum)) {
            throw new StartRefusedException(
                    "%s is damaged: its checksum does not fit.".formatted(folder.resolve(FILE)));
        }
        int known = SchemaRevisions.ofThisVersion().newest();
        if (manifest.schema > known) {
            throw new StartRefusedException(
                    "%s has schema version %d and this version knows %d: restore it with version %s or newer."
                            .formatted(folder, manifest.schema, known, manifest.version));
        }
        return manifest;
    }

    /** @throws StartRefusedException where a file is missing or is not as it was written */
    void checkFiles(Path folder) throws IOException {
        for (var file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            if (!Files.isRegularFile(path)) {
                throw new StartRefusedException("%s is missing: the backup is damaged.".formatted(path));
            }
            if (Files.size(path) != file.getValue().bytes()
                    || !Sha256.of(path).equals(file.getValue().sha256())) {
                throw new StartRefusedException(
                        "%s is damaged: its size or checksum does not fit the manifest.".formatted(path));
            }
        }
    }
}
