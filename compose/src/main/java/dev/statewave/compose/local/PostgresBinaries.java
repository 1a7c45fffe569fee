package dev.statewave.compose.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An installed PostgreSQL of version 15 or newer that has pgvector.
 *
 * @param bin the folder of its programs
 */
public record PostgresBinaries(Path bin, int version) {

    private static final int OLDEST = 15;
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    /** The newest one on this machine, in the places where Debian puts them. */
    public static Optional<PostgresBinaries> find() {
        if (!Files.isDirectory(DEBIAN)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.filter(folder -> folder.getFileName().toString().matches("\\d+"))
                    .map(folder -> new PostgresBinaries(folder.resolve("bin"), Integer.parseInt(folder.getFileName().toString())))
                    .filter(PostgresBinaries::usable).max(Comparator.comparingInt(PostgresBinaries::version));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    String program(String name) {
        return bin.resolve(name).toString();
    }

    private boolean usable() {
        return version >= OLDEST && Files.isExecutable(bin.resolve("initdb"))
                && Files.exists(Path.of("/usr/share/postgresql/" + version + "/extension/vector.control"));
    }
}
