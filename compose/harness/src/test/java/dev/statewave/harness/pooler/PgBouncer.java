package dev.statewave.harness.pooler;

import dev.statewave.local.preflight.FreePort;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** PgBouncer in transaction mode before a database. */
final class PgBouncer implements AutoCloseable {

    /** It refuses to run as root. */
    private static final String USER = "nobody";

    private static final int STOP_SECONDS = 10;

    private final Process process;
    private final int port;
    private final DatabaseUrl database;

    /**
     * @param serverConnections so few that several clients share one
     * @param furtherSettings lines of its configuration
     */
    PgBouncer(DatabaseUrl database, int serverConnections, String furtherSettings) throws IOException {
        this.database = database;
        this.port = FreePort.find();
        // The folders above the target are not open to other users.
        Path folder = Files.createTempDirectory("pgbouncer");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path users = Files.writeString(
                folder.resolve("users.txt"), "\"%s\" \"%s\"\n".formatted(database.user(), database.password()));
        Path settings = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                %1$s = host=%2$s port=%3$d dbname=%1$s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %4$d
                unix_socket_dir =
                auth_type = scram-sha-256
                auth_file = %5$s
                pool_mode = transaction
                default_pool_size = %6$d
                max_client_conn = 500
                %7$s
                """.formatted(
                        database.database(),
                        database.host(),
                        database.port(),
                        port,
                        users,
                        serverConnections,
                        furtherSettings));
        var command = new ArrayList<>(List.of("pgbouncer", settings.toString()));
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(1, List.of("-u", USER));
        }
        this.process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    static boolean isInstalled() {
        try {
            return new ProcessBuilder("pgbouncer", "--version")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String url() {
        return "postgresql://%s:%s@127.0.0.1:%d/%s"
                .formatted(database.user(), database.password(), port, database.database());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
