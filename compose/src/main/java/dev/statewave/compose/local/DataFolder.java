package dev.statewave.compose.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;

/** The folder in which everything lies, and the versions that wrote it. */
public final class DataFolder {

    /** Goes up when a newer version could not read what an older one has written. */
    static final int FORMAT = 1;
    private static final String FILE = "statewave.properties";

    private final Path path;

    public DataFolder(Path path) {
        this.path = path.toAbsolutePath();
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    /**
     * Makes the folder or checks it.
     *
     * @param postgres the version of PostgreSQL that is going to use it
     * @throws Preflight.Refused where another version has written it
     */
    void open(int postgres) {
        try {
            Files.createDirectories(path);
            // PostgreSQL runs as another user when we are root, and has to get through to its own folder.
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path file = path.resolve(FILE);
            if (!Files.exists(file)) {
                Files.writeString(file, "format=%d\npostgres=%d\n".formatted(FORMAT, postgres));
                return;
            }
            check(file, postgres);
        } catch (IOException e) {
            throw new Preflight.Refused("The data folder %s cannot be used (%s): set STATEWAVE_HOME to one that can be written."
                    .formatted(path, e.getMessage()));
        }
    }

    private void check(Path file, int postgres) throws IOException {
        var written = new Properties();
        try (var in = Files.newInputStream(file)) {
            written.load(in);
        }
        if (!String.valueOf(FORMAT).equals(written.getProperty("format"))) {
            throw new Preflight.Refused("The data folder %s was written by another version (format %s, this one reads %d): run that version, or set STATEWAVE_HOME to an empty folder."
                    .formatted(path, written.getProperty("format"), FORMAT));
        }
        if (postgres > 0 && !String.valueOf(postgres).equals(written.getProperty("postgres"))) {
            throw new Preflight.Refused("The data folder %s was written by PostgreSQL %s and %d is installed: install %s again, or set STATEWAVE_HOME to an empty folder."
                    .formatted(path, written.getProperty("postgres"), postgres, written.getProperty("postgres")));
        }
    }
}
