package dev.statewave.local.backup;

import dev.statewave.local.system.LocalSettings;
import dev.statewave.local.system.LocalStores;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Backs up the whole store, also while it is written. */
@Command(name = "backup", description = "Back up the whole store, also while the system runs.")
public final class BackupCommand implements Callable<Integer> {

    @Option(names = "--to", paramLabel = "FOLDER", description = "a new folder (default: backup-<time>)")
    private @Nullable Path to;

    @Option(
            names = "--extend",
            paramLabel = "FOLDER",
            description = "add to a backup what came onto the log since, instead of making a new one")
    private @Nullable Path extended;

    @Override
    public Integer call() throws IOException, SQLException {
        try (var stores = LocalStores.of(LocalSettings.from(System.getenv()))) {
            Path folder = extended != null ? extended : to != null ? to : Path.of("backup-" + time());
            var backup = new Backup(stores, folder);
            BackupManifest manifest = extended != null ? backup.extend() : backup.create();
            System.out.printf(
                    "%s  database of %s with %,d episodes and %,d memories, log until %s%n",
                    folder,
                    manifest.createdAt().truncatedTo(ChronoUnit.SECONDS),
                    manifest.rows().getOrDefault("episodes", 0L),
                    manifest.rows().getOrDefault("memories", 0L),
                    manifest.through().truncatedTo(ChronoUnit.SECONDS));
            return 0;
        }
    }

    private static String time() {
        return DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(ZonedDateTime.now(ZoneOffset.UTC));
    }
}
