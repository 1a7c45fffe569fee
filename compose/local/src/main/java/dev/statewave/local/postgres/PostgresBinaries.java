package dev.statewave.local.postgres;

import dev.statewave.local.preflight.StartRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An installed PostgreSQL of version 15 or newer that has pgvector.
 *
 * @param bin the folder of its programs
 * @param share the folder of its extensions' scripts
 */
public record PostgresBinaries(Path bin, Path share, int version) {

    private static final int OLDEST = 15;
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final Pattern VERSION = Pattern.compile("PostgreSQL (\\d+).*");

    /**
     * The newest one on this machine: in the places where Debian puts them, or the one that {@code pg_config} on the
     * path speaks for.
     */
    public static Optional<PostgresBinaries> find() {
        return Stream.concat(ofDebian().stream(), ofPgConfig().stream())
                .filter(PostgresBinaries::usable)
                .max(Comparator.comparingInt(PostgresBinaries::version));
    }

    /** @throws StartRefusedException if there is none */
    public static PostgresBinaries require() {
        return find().orElseThrow(() -> new StartRefusedException(
                "PostgreSQL 15 or newer with pgvector is not installed: run ./statewave up once as root on "
                        + "Debian 12 or 13 so that it installs them, install both yourself, or set "
                        + "STATEWAVE_DATABASE_URL to a database that runs."));
    }

    private static List<PostgresBinaries> ofDebian() {
        if (!Files.isDirectory(DEBIAN)) {
            return List.of();
        }
        try (Stream<Path> versions = Files.list(DEBIAN)) {
            return versions.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.matches("\\d+"))
                    .map(name -> new PostgresBinaries(
                            DEBIAN.resolve(name).resolve("bin"),
                            Path.of("/usr/share/postgresql", name),
                            Integer.parseInt(name)))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<PostgresBinaries> ofPgConfig() {
        try {
            Process process = new ProcessBuilder("pg_config", "--bindir", "--sharedir", "--version")
                    .redirectErrorStream(true)
                    .start();
            List<String> lines = process.inputReader().readAllLines();
            var version = lines.size() == 3 ? VERSION.matcher(lines.get(2)) : VERSION.matcher("");
            return version.matches()
                    ? Optional.of(new PostgresBinaries(
                            Path.of(lines.get(0)), Path.of(lines.get(1)), Integer.parseInt(version.group(1))))
                    : Optional.empty();
        } catch (IOException e) {
            // There is none, as on any machine without the development files.
            return Optional.empty();
        }
    }

    String program(String name) {
        return bin.resolve(name).toString();
    }

    private boolean usable() {
        return version >= OLDEST
                && Files.isExecutable(bin.resolve("initdb"))
                && Files.exists(share.resolve("extension/vector.control"));
    }
}
