package dev.statewave.worker.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.statewave.platform.postgres.DatabaseUrl;
import dev.statewave.platform.postgres.Migrations;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A PostgreSQL server of its own for the tests of this process, with the schema of this version. Where PostgreSQL is
 * not installed, the tests that need it are skipped.
 */
public final class TestDatabase {

    private static final AtomicInteger PARTITIONS = new AtomicInteger(1_000);

    private static TestDatabase shared;

    private final HikariDataSource dataSource;
    private final JdbcClient client;
    private final ScopedTransactions transactions;

    /** A partition of the log that no other test writes: what is below its position is not written again. */
    public static int newPartition() {
        return PARTITIONS.getAndIncrement();
    }

    private TestDatabase(Path programs) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("statewave-test-postgres");
        int port = freePort();
        Path data = directory.resolve("data");
        boolean root = "root".equals(System.getProperty("user.name"));
        if (root) {
            run(List.of("chown", "postgres:", directory.toString()), directory);
        }
        run(program(root, programs, "initdb", "-D", data, "-U", "statewave", "-E", "UTF8", "-A", "trust"), directory);
        String options = "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off "
                + "-c wal_level=logical -c deadlock_timeout=200ms -c max_connections=50";
        run(
                program(
                        root,
                        programs,
                        "pg_ctl",
                        "-D",
                        data,
                        "-w",
                        "-l",
                        directory.resolve("log"),
                        "-o",
                        options.formatted(port),
                        "start"),
                directory);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(root, programs, directory)));
        DatabaseUrl url = DatabaseUrl.parse("postgresql://statewave:none@127.0.0.1:%d/postgres".formatted(port));
        new Migrations(url).run();
        var config = new HikariConfig();
        config.setJdbcUrl(url.jdbc());
        config.setUsername(url.user());
        config.setPassword(url.password());
        config.setMaximumPoolSize(20);
        config.addDataSourceProperty("prepareThreshold", "0");
        dataSource = new HikariDataSource(config);
        client = JdbcClient.create(dataSource);
        transactions = new ScopedTransactions(dataSource);
    }

    /** Started once, and skips the test where there is no PostgreSQL. */
    public static synchronized TestDatabase get() {
        if (shared == null) {
            Optional<Path> programs = programs();
            Assumptions.assumeTrue(programs.isPresent(), "PostgreSQL is not installed");
            try {
                shared = new TestDatabase(programs.get());
            } catch (IOException e) {
                throw new IllegalStateException("the test database did not start", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return shared;
    }

    public HikariDataSource dataSource() {
        return dataSource;
    }

    public JdbcClient client() {
        return client;
    }

    public ScopedTransactions transactions() {
        return transactions;
    }

    /** A number that a query returns, over the rows of all tenants. */
    public long count(String sql, Object... parameters) {
        return transactions.in(TenantScope.ALL, () -> client.sql(sql)
                .params(Arrays.asList(parameters))
                .query(Long.class)
                .single());
    }

    /** A text that a query returns, over the rows of all tenants. */
    public String text(String sql, Object... parameters) {
        return transactions.in(TenantScope.ALL, () -> client.sql(sql)
                .params(Arrays.asList(parameters))
                .query(String.class)
                .single());
    }

    public int update(String sql, Object... parameters) {
        return transactions.in(
                TenantScope.ALL,
                () -> client.sql(sql).params(Arrays.asList(parameters)).update());
    }

    private static Optional<Path> programs() {
        return Stream.concat(
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                                .map(Path::of),
                        Stream.of("18", "17", "16", "15")
                                .map(version -> Path.of("/usr/lib/postgresql", version, "bin")))
                .map(folder -> folder.resolve("initdb"))
                .filter(Files::isExecutable)
                .map(TestDatabase::real)
                .filter(initdb -> Files.isExecutable(initdb.resolveSibling("pg_ctl")))
                .map(Path::getParent)
                .findFirst();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static List<String> program(boolean root, Path programs, String name, Object... arguments) {
        var command = new ArrayList<String>();
        if (root) {
            // The server refuses to run as root.
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
        }
        command.add(programs.resolve(name).toString());
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        return command;
    }

    private static void run(List<String> command, Path directory) throws IOException, InterruptedException {
        Path output = directory.resolveSibling(directory.getFileName() + ".out");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(command + " failed: " + Files.readString(output));
        }
    }

    private static void stop(boolean root, Path programs, Path directory) {
        try {
            run(
                    program(root, programs, "pg_ctl", "-D", directory.resolve("data"), "-m", "immediate", "stop"),
                    directory);
            run(List.of("rm", "-rf", directory.toString(), directory + ".out"), directory.getParent());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
