package dev.statewave.local.postgres;

import dev.statewave.local.preflight.ConnectionProbe;
import dev.statewave.local.preflight.FileTree;
import dev.statewave.local.preflight.Preflight;
import dev.statewave.platform.postgres.TenantScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;

/**
 * A private PostgreSQL cluster: it listens on the loopback only, has one role and one database, both named statewave,
 * and a password of its own.
 */
public final class LocalPostgres implements AutoCloseable {

    /** The setting that moves its port. */
    public static final String PORT_SETTING = "STATEWAVE_LOCAL_POSTGRES_PORT";

    private static final String NAME = "statewave";
    /** How long a start may take in seconds; after a crash it first replays up to max_wal_size. */
    private static final int START_SECONDS = 240;

    private static final int STOP_SECONDS = 30;
    private static final String TIMEOUTS = "?connectTimeout=4&loginTimeout=4&socketTimeout=4";

    private final PostgresBinaries binaries;
    private final Path directory;
    private final int port;
    private final PostgresPrograms programs;
    private final Postmaster postmaster;
    private final ConnectionProbe probe = new ConnectionProbe(this::connects);

    /** @param directory where the cluster is kept; made where it does not exist */
    public LocalPostgres(PostgresBinaries binaries, Path directory, int port) {
        this.binaries = binaries;
        this.directory = directory.toAbsolutePath().normalize();
        this.port = port;
        this.programs = new PostgresPrograms(binaries, this.directory);
        this.postmaster = new Postmaster(data());
    }

    /** Returns once it takes connections. A server that a killed process left running is taken over. */
    public synchronized void start() {
        try {
            if (!Files.exists(data())) {
                create();
            }
            if (!alreadyRuns()) {
                Preflight.ports(Map.of(PORT_SETTING, port));
                launch();
            }
            createDatabase();
            createServiceRole();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(
                    "PostgreSQL cannot start on port %d with its data in %s: %s"
                            .formatted(port, directory, e.getMessage()),
                    e);
        }
    }

    /** Whether the server that was started is there and takes connections. Not for several threads. */
    public boolean isRunning() {
        return postmaster.isRunning() && probe.answers();
    }

    private boolean connects() {
        try (Connection connection = DriverManager.getConnection(administration() + TIMEOUTS, NAME, secret())) {
            return !connection.isClosed();
        } catch (IOException e) {
            return false;
        } catch (SQLException e) {
            // Any answer of the server is one: it may have too many connections, or be in recovery.
            return e.getSQLState() != null && !e.getSQLState().startsWith("08");
        }
    }

    /**
     * Starts it again after it has ended in any way, with what is left of it cleared away first. It never creates a
     * cluster, because that would hide that the data is gone.
     */
    public synchronized void restart() {
        if (!Files.exists(data())) {
            throw new IllegalStateException("its data folder %s is gone".formatted(data()));
        }
        try {
            postmaster.kill();
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL cannot start again: " + e.getMessage(), e);
        }
        start();
    }

    /** Whether it runs as another user than this process, who has to get through to its folder. */
    public static boolean runsAsOtherUser() {
        return PostgresPrograms.root();
    }

    /** The address with user and password, as STATEWAVE_DATABASE_URL takes it. */
    public String url() {
        try {
            return "postgresql://%s:%s@127.0.0.1:%d/%s".formatted(NAME, secret(), port, NAME);
        } catch (IOException e) {
            throw new IllegalStateException("the password of the local cluster cannot be read: " + e.getMessage(), e);
        }
    }

    /** The address for services, as a role that no tenant's rows are open to unless the transaction says whose. */
    public String serviceUrl() {
        return url().replace("//" + NAME + ":", "//" + TenantScope.ROLE + ":");
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

    private synchronized void stop(String mode) {
        if (!Files.exists(data())) {
            return;
        }
        try {
            programs.succeeds(
                    "pg_ctl", "-D", data().toString(), "-m", mode, "-w", "-t", String.valueOf(STOP_SECONDS), "stop");
        } catch (IOException e) {
            throw new IllegalStateException("PostgreSQL cannot be stopped: " + e.getMessage(), e);
        }
    }

    /** The database that every cluster has, for JDBC. */
    private String administration() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
    }

    private String secret() throws IOException {
        return Files.readString(password()).trim();
    }

    private Path data() {
        return directory.resolve("data");
    }

    private Path password() {
        return directory.resolve("password");
    }

    private Path log() {
        return directory.resolve("log");
    }

    /** Beside its place first: a creation that is killed half-way must not look like a cluster. */
    private void create() throws IOException {
        Files.createDirectories(directory);
        Path unfinished = directory.resolve("data.unfinished");
        FileTree.delete(unfinished);
        byte[] secret = new byte[18];
        new SecureRandom().nextBytes(secret);
        Files.writeString(password(), Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
        Files.setPosixFilePermissions(password(), PosixFilePermissions.fromString("rw-------"));
        programs.own();
        programs.run(
                "create the PostgreSQL cluster",
                "initdb",
                "-D",
                unfinished.toString(),
                "-U",
                NAME,
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-A",
                "scram-sha-256",
                "--pwfile=" + password(),
                "--no-instructions");
        Files.writeString(
                unfinished.resolve("postgresql.conf"), """

                # Statewave
                listen_addresses = '127.0.0.1'
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
                # A file of the write-ahead log that is not needed any more is deleted, and not kept with its content for a later use.
                wal_recycle = off
                jit = off
                """, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        Files.move(unfinished, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether it is ready on our port. One on another port, or on its way up or down, is stopped. */
    private boolean alreadyRuns() throws IOException {
        if (postmaster.isReadyOn(port)) {
            return true;
        }
        if (postmaster.isRunning()) {
            stop("fast");
        } else {
            postmaster.kill();
        }
        return false;
    }

    private void launch() throws IOException {
        long before = Files.exists(log()) ? Files.size(log()) : 0;
        try {
            programs.run(
                    "start it",
                    "pg_ctl",
                    "-D",
                    data().toString(),
                    "-l",
                    log().toString(),
                    "-o",
                    "-p " + port,
                    "-w",
                    "-t",
                    String.valueOf(START_SECONDS),
                    "start");
        } catch (IOException e) {
            throw new IOException(reason(before, String.valueOf(e.getMessage())), e);
        }
    }

    /** What the server itself wrote last about why it ends; pg_ctl only says that it does. */
    private String reason(long from, String otherwise) throws IOException {
        if (!Files.exists(log())) {
            return otherwise;
        }
        try (var in = Files.newInputStream(log())) {
            in.skipNBytes(from);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
                    .map(line -> line.replaceFirst(".*?(FATAL|PANIC): *", ""))
                    .reduce((first, last) -> last)
                    .orElse(otherwise);
        }
    }

    private void createServiceRole() throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(administration(), NAME, secret());
                var statement = connection.createStatement()) {
            boolean exists;
            try (var found = statement.executeQuery(
                    "SELECT 1 FROM pg_roles WHERE rolname = '" + TenantScope.ROLE + "' AND rolcanlogin")) {
                exists = found.next();
            }
            if (!exists) {
                statement.execute("""
                        DO $$ BEGIN
                            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN CREATE ROLE %1$s; END IF;
                        END $$;
                        ALTER ROLE %1$s LOGIN PASSWORD '%2$s'""".formatted(TenantScope.ROLE, secret()));
            }
        }
    }

    private void createDatabase() throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(administration(), NAME, secret());
                var statement = connection.createStatement()) {
            try (var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + NAME);
        }
    }
}
