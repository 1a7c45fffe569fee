package dev.statewave.local.backup;

import dev.statewave.local.preflight.StartRefusedException;
import dev.statewave.local.system.LocalSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Restores a backup, or only checks it. */
@Command(name = "restore", description = "Restore a backup into an empty data folder, or an empty database and Kafka.")
public final class RestoreCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FOLDER", description = "the backup")
    private Path folder = Path.of("");

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "leave out what came onto the log from this time on, such as 2026-01-31T12:00:00Z")
    private @Nullable String until;

    @Option(names = "--check", description = "only check the files of the backup against their checksums")
    private boolean check;

    @Override
    public Integer call() throws IOException, SQLException {
        if (check) {
            BackupManifest manifest = BackupManifest.read(folder);
            manifest.checkFiles(folder);
            System.out.printf(
                    "%s  %,d files are as they were written%n",
                    folder, manifest.files().size());
            return 0;
        }
        boolean continuous = !"on_request".equals(System.getenv("STATEWAVE_COMPILE_TRIGGER"));
        var restored = new Restore(folder, time(until), continuous).run(LocalSettings.from(System.getenv()));
        System.out.printf(
                "restored  %,d episodes and %,d memories, %,d further records of the log, %,d requests to compile or embed%n",
                restored.manifest().rows().getOrDefault("episodes", 0L),
                restored.manifest().rows().getOrDefault("memories", 0L),
                restored.records(),
                restored.requests());
        return 0;
    }

    private static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new StartRefusedException(
                    "--until is %s and has to be a time with its offset, such as 2026-01-31T12:00:00Z."
                            .formatted(text));
        }
    }
}
