package dev.statewave.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs the programs of PostgreSQL on a folder. They refuse to run as root, so root runs them as the owner of the
 * folder, and gives a new one to the unprivileged user {@code postgres}.
 */
final class PostgresPrograms {

    /** More than the longest that any of them is told to wait itself. */
    private static final int LIMIT_SECONDS = 300;

    private final PostgresBinaries binaries;
    private final Path directory;

    PostgresPrograms(PostgresBinaries binaries, Path directory) {
        this.binaries = binaries;
        this.directory = directory;
    }

    /** Makes the folder one of the user that the programs run as. */
    void own() throws IOException {
        if (root()) {
            run("hand the folder to user postgres", List.of("chown", "-R", "postgres:", directory.toString()));
        }
    }

    /** @throws IOException with what the program said, where it fails */
    void run(String what, String program, String... arguments) throws IOException {
        run(what, as(command(program, arguments)));
    }

    boolean succeeds(String program, String... arguments) throws IOException {
        return execute(as(command(program, arguments)), Path.of("/dev/null")) == 0;
    }

    private List<String> command(String program, String... arguments) {
        var command = new ArrayList<>(List.of(binaries.program(program)));
        command.addAll(List.of(arguments));
        return command;
    }

    private List<String> as(List<String> command) throws IOException {
        // A session of its own, so that Ctrl-C reaches us first and the server is stopped in order.
        var all = new ArrayList<>(List.of("setsid"));
        if (root()) {
            all.addAll(List.of(
                    "setpriv",
                    "--reuid=" + Files.getAttribute(directory, "unix:uid"),
                    "--regid=" + Files.getAttribute(directory, "unix:gid"),
                    "--clear-groups"));
            if (!reachable()) {
                // As under /root: it owns its folder and may not pass those above it. This lets it through without
                // changing them.
                all.addAll(List.of("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"));
            }
            all.add("--");
        }
        all.addAll(command);
        return all;
    }

    private void run(String what, List<String> command) throws IOException {
        Path output = Files.createTempFile("statewave-postgres", ".log");
        try {
            if (execute(command, output) != 0) {
                throw new IOException("cannot " + what + ": "
                        + Files.readString(output).strip().replaceAll("\\s*\\R\\s*", " "));
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    // To a file and not to a pipe: the server that pg_ctl leaves behind would hold a pipe open.
    private int execute(List<String> command, Path output) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " did not end within " + LIMIT_SECONDS + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Whether other users may pass all the folders above ours. */
    private boolean reachable() throws IOException {
        for (Path above = directory.getParent(); above != null; above = above.getParent()) {
            if (!Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }
}
