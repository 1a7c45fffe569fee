package dev.statewave.harness.capacity;

import dev.statewave.contract.sizing.Resource;
import dev.statewave.contract.sizing.Role;
import dev.statewave.harness.client.StatewaveClient;
import dev.statewave.local.Statewave;
import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.postgres.PostgresBinaries;
import dev.statewave.local.preflight.FileTree;
import dev.statewave.local.preflight.FreePort;
import dev.statewave.local.system.Deployable;
import dev.statewave.platform.postgres.DatabaseUrl;
import dev.statewave.platform.postgres.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A system whose parts are processes of their own, so that the operating system tells what each of them uses. The
 * compile-worker runs twice, once without and once only with the role that embeds.
 */
final class MeasuredSystem implements AutoCloseable {

    private static final Duration READY = Duration.ofMinutes(15);
    private static final Duration STEP = Duration.ofMillis(250);
    private static final String HEAP = "192m";
    private static final Map<Role, String> HEAPS =
            Map.of(Role.BROKER, "320m", Role.WORKER, "256m", Role.EMBEDDER, "256m", Role.CONTEXT, "256m");

    private final Path home;
    private final LocalPostgres postgres;
    private final Map<Role, HostedProcess> processes = new EnumMap<>(Role.class);
    private final Map<Role, Integer> ports = new EnumMap<>(Role.class);
    private @Nullable Connection database;
    private @Nullable StatewaveClient client;

    /** @param home a folder that is deleted with it */
    MeasuredSystem(Path home) {
        this.home = home;
        this.postgres = new LocalPostgres(PostgresBinaries.require(), home.resolve("postgres"), FreePort.find());
    }

    /** Returns once the gateway says that all is ready. */
    void start(boolean continuous) throws IOException, SQLException, InterruptedException {
        postgres.start();
        DatabaseUrl url = DatabaseUrl.parse(postgres.url());
        database = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
        // Vacuum is measured by itself; in the middle of a measurement of some seconds it would be a matter of chance.
        execute("ALTER SYSTEM SET autovacuum = off");
        // Filling writes more at once than an ordinary system in a day, and the relay must not be cut off for it.
        execute("ALTER SYSTEM SET max_slot_wal_keep_size = -1");
        execute("SELECT pg_reload_conf()");
        new Migrations(url).run();
        ports.put(Role.BROKER, FreePort.find());
        start(
                Role.BROKER,
                List.of(Statewave.class.getName(), "broker"),
                Map.of(
                        "STATEWAVE_HOME",
                        home.toString(),
                        "STATEWAVE_LOCAL_KAFKA_PORT",
                        String.valueOf(port(Role.BROKER)),
                        "STATEWAVE_LOCAL_KAFKA_CONTROLLER_PORT",
                        String.valueOf(FreePort.find())));
        deployable(Role.INGEST, Deployable.INGEST_SERVICE, Map.of());
        startWorker(continuous);
        deployable(Role.EMBEDDER, Deployable.COMPILE_WORKER, Map.of("STATEWAVE_WORKER_ROLES", "embedder"));
        deployable(Role.CONTEXT, Deployable.CONTEXT_SERVICE, Map.of());
        deployable(
                Role.DISPATCHER,
                Deployable.WEBHOOK_DISPATCHER,
                Map.of("STATEWAVE_WEBHOOK_ALLOWED_TARGETS", "127.0.0.1", "STATEWAVE_REPLICATION_URL", postgres.url()));
        deployable(
                Role.GATEWAY,
                Deployable.API_GATEWAY,
                Map.of(
                        "STATEWAVE_INGEST_URL",
                        url(Role.INGEST),
                        "STATEWAVE_CONTEXT_URL",
                        url(Role.CONTEXT),
                        "STATEWAVE_WORKER_URL",
                        url(Role.WORKER),
                        "STATEWAVE_DISPATCHER_URL",
                        url(Role.DISPATCHER)));
        client = new StatewaveClient(url(Role.GATEWAY));
        awaitReady();
    }

    /** Ends the worker and starts it with another trigger. */
    void restartWorker(boolean continuous) throws IOException, InterruptedException {
        process(Role.WORKER).close();
        startWorker(continuous);
        awaitReady();
    }

    private void startWorker(boolean continuous) throws IOException {
        deployable(
                Role.WORKER,
                Deployable.COMPILE_WORKER,
                Map.of(
                        "STATEWAVE_WORKER_ROLES",
                        "writer,trigger,compiler",
                        "STATEWAVE_COMPILE_TRIGGER",
                        continuous ? "continuous" : "on_request"));
    }

    private void deployable(Role role, Deployable deployable, Map<String, String> more) throws IOException {
        ports.computeIfAbsent(role, _ -> FreePort.find());
        var environment = new HashMap<>(more);
        environment.put("STATEWAVE_DATABASE_URL", postgres.serviceUrl());
        environment.put("STATEWAVE_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
        environment.put("SERVER_PORT", String.valueOf(port(role)));
        environment.put("STATEWAVE_LOG_LEVEL", "WARN");
        start(role, List.of(deployable.mainClass(), "--server.port=" + port(role)), environment);
    }

    private void start(Role role, List<String> main, Map<String, String> environment) throws IOException {
        processes.put(role, HostedProcess.start(role.key(), HEAPS.getOrDefault(role, HEAP), main, environment, home));
    }

    private void awaitReady() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + READY.toNanos();
        String last = "no answer";
        while (System.nanoTime() < deadline) {
            for (HostedProcess process : processes.values()) {
                process.requireAlive();
            }
            try {
                last = client().get("/readyz").text();
                if (last.startsWith("{\"status\":\"ready\"")) {
                    return;
                }
            } catch (IOException e) {
                last = e.toString();
            }
            Thread.sleep(STEP);
        }
        throw new IllegalStateException("the system did not become ready: " + last);
    }

    StatewaveClient client() {
        return Objects.requireNonNull(client, "started");
    }

    String bootstrapServers() {
        return "localhost:" + port(Role.BROKER);
    }

    String databaseUrl() {
        return postgres.url();
    }

    String url(Role role) {
        return "http://127.0.0.1:" + port(role);
    }

    private int port(Role role) {
        return Objects.requireNonNull(ports.get(role), role.title());
    }

    private HostedProcess process(Role role) {
        return Objects.requireNonNull(processes.get(role), role.title());
    }

    private long pid(Role role) throws IOException {
        return role == Role.POSTGRES
                ? Long.parseLong(Files.readAllLines(home.resolve("postgres/data/postmaster.pid"))
                        .getFirst()
                        .strip())
                : process(role).pid();
    }

    /** Processor time of each role so far. */
    Map<Resource, Double> processorSeconds() throws IOException {
        var seconds = new EnumMap<Resource, Double>(Resource.class);
        for (Role role : Role.values()) {
            seconds.put(
                    Resource.cpu(role),
                    role == Role.POSTGRES
                            ? ProcessFiles.secondsWithChildren(pid(role))
                            : ProcessFiles.secondsOfMachine(pid(role)));
        }
        return seconds;
    }

    /** What each role has in memory, in bytes. */
    Map<Role, Long> residentBytes() throws IOException {
        var bytes = new EnumMap<Role, Long>(Role.class);
        for (Role role : Role.values()) {
            long sum = 0;
            for (long pid : role == Role.POSTGRES ? ProcessFiles.withChildren(pid(role)) : List.of(pid(role))) {
                sum += ProcessFiles.residentBytes(pid);
            }
            bytes.put(role, sum);
        }
        return bytes;
    }

    /** Bytes of records by topic, without the files that a broker makes in advance. */
    Map<String, Long> topicBytes() throws IOException {
        var bytes = new HashMap<String, Long>();
        try (var files = Files.walk(home.resolve("kafka"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String partition = String.valueOf(
                        file.toAbsolutePath().getName(file.toAbsolutePath().getNameCount() - 2));
                if (file.toString().endsWith(".log") && partition.startsWith("statewave.")) {
                    bytes.merge(partition.replaceFirst("-\\d+$", ""), sizeOf(file), Long::sum);
                }
            }
        }
        return bytes;
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            // Deleted meanwhile.
            return 0;
        }
    }

    synchronized double number(String sql) throws SQLException {
        try (var statement = database().createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }

    synchronized String text(String sql) throws SQLException {
        try (var statement = database().createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** The first column as names and the second one as numbers. */
    synchronized Map<String, Double> numbers(String sql) throws SQLException {
        var numbers = new HashMap<String, Double>();
        try (var statement = database().createStatement();
                var row = statement.executeQuery(sql)) {
            while (row.next()) {
                numbers.put(String.valueOf(row.getString(1)), row.getDouble(2));
            }
        }
        return numbers;
    }

    synchronized void execute(String sql) throws SQLException {
        try (var statement = database().createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection database() {
        return Objects.requireNonNull(database, "started");
    }

    @Override
    public void close() throws IOException {
        try (postgres) {
            processes.values().parallelStream().forEach(HostedProcess::close);
        }
        FileTree.delete(home);
    }
}
