package dev.statewave.compose.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A private PostgreSQL cluster: it listens on the loopback only, has one role and one database, both named statewave, and a password
 * of its own. PostgreSQL refuses to run as root, so root lends it the unprivileged user {@code postgres}.
 */
public final class LocalPostgres implements AutoCloseable {

    private static final String NAME = "statewave";

    private final PostgresBinaries binaries;
    private final Path directory;
    private final int port;

    /** @param directory where the cluster is kept; made where it does not exist */
    public LocalPostgres(PostgresBinaries binaries, Path directory, int port) {
        this.binaries = binaries;
        this.directory = directory.toAbsolutePath();
        this.port = port;
    }

    /** Returns once it takes connections. What a killed process left running is taken over. */
    public void start() {
        try {
            if (!Files.exists(data().resolve("PG_VERSION"))) {
                create();
            }
            if (run(List.of(binaries.program("pg_ctl"), "-D", data().toString(), "status")) != 0) {
                run("start PostgreSQL", List.of(binaries.program("pg_ctl"), "-D", data().toString(), "-l", directory.resolve("log").toString(), "-w",
                        "-t", "60", "start"));
            }
            createDatabase();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("PostgreSQL cannot start on port %d with its data in %s: %s".formatted(port, directory, e.getMessage()), e);
        }
    }

    /** The address with user and password, as STATEWAVE_DATABASE_URL takes it. */
    public String url() {
        try {
            return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(NAME, Files.readString(password()).trim(), port, NAME);
        } catch (IOException e) {
            throw new IllegalStateException("the password of the local cluster cannot be read: " + e.getMessage(), e);
        }
    }

    /** Stops it; clients are cut off, transactions under way are rolled back. */
    @Override
    public void close() {
        stop("fast");
    }

    /** Stops it as a crash would: nothing is written out, the next start recovers. */
    public void crash() {
        stop("immediate");
    }

    private void stop(String mode) {
        try {
            run(List.of(binaries.program("pg_ctl"), "-D", data().toString(), "-m", mode, "-w", "-t", "30", "stop"));
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL cannot be stopped: " + e.getMessage(), e);
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path password() {
        return directory.resolve("password");
    }

    private void create() throws IOException {
        Files.createDirectories(directory);
        byte[] secret = new byte[18];
        new SecureRandom().nextBytes(secret);
        Files.writeString(password(), Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        Files.setPosixFilePermissions(password(), PosixFilePermissions.fromString("rw-------"));
        if (root()) {
            run("hand the folder to user postgres", List.of("chown", "-R", "postgres:", directory.toString()));
        }
        run("create the PostgreSQL cluster", List.of(binaries.program("initdb"), "-D", data().toString(), "-U", NAME, "-E", "UTF8", "--locale=C.UTF-8",
                "-A", "scram-sha-256", "--pwfile=" + password(), "--no-instructions"));
        Files.writeString(data().resolve("postgresql.conf"), """

                # Statewave
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 120
                shared_buffers = 128MB
                wal_level = logical
                max_replication_slots = 8
                max_wal_senders = 8
                # A dispatcher that is away for long must not fill the disk.
                max_slot_wal_keep_size = 4GB
                max_wal_size = 1GB
                wal_compression = on
                jit = off
                """.formatted(port), StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    private void createDatabase() throws SQLException, IOException {
        String secret = Files.readString(password()).trim();
        try (Connection connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), NAME, secret);
                var statement = connection.createStatement()) {
            try (var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + NAME);
        }
    }

    private void run(String what, List<String> command) throws IOException {
        Path output = Files.createTempFile("statewave-postgres", ".log");
        try {
            if (execute(command, output) != 0) {
                throw new IOException("cannot " + what + ": " + Files.readString(output).strip());
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private int run(List<String> command) throws IOException {
        return execute(command, Path.of("/dev/null"));
    }

    // To a file and not to a pipe: the server that pg_ctl leaves behind would hold a pipe open.
    private int execute(List<String> command, Path output) throws IOException {
        var all = new ArrayList<String>();
        if (root() && !command.getFirst().equals("chown")) {
            all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"));
            if (!reachable()) {
                // As under /root: it owns its folder and may not pass those above it. This lets it through without changing them.
                all.addAll(List.of("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"));
            }
            all.add("--");
        }
        all.addAll(command);
        // A session of its own where there is setsid, so that Ctrl-C reaches us first and the server is stopped in order.
        all.addFirst("setsid");
        Process process = new ProcessBuilder(all).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile())).start();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " did not end within two minutes");
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

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }
}
