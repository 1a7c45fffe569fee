package dev.statewave.harness.backup;

import dev.statewave.harness.guarantees.ServiceProcess;
import dev.statewave.harness.system.Api;
import dev.statewave.local.Statewave;
import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.postgres.PostgresBinaries;
import dev.statewave.local.preflight.FreePort;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A data folder with the ports of its own. */
final class Installation {

    private static final List<String> PORTS = List.of(
            "STATEWAVE_PORT",
            "STATEWAVE_INGEST_PORT",
            "STATEWAVE_CONTEXT_PORT",
            "STATEWAVE_WORKER_PORT",
            "STATEWAVE_DISPATCHER_PORT",
            "STATEWAVE_LOCAL_KAFKA_PORT",
            "STATEWAVE_LOCAL_KAFKA_CONTROLLER_PORT",
            "STATEWAVE_LOCAL_POSTGRES_PORT");

    private final Path home;
    final Path data;
    private final Map<String, String> environment = new HashMap<>();
    final ServiceProcess up;
    final Api api;

    /** @param home the folder that its own folder is made in */
    Installation(Path home, String name) {
        this.home = home;
        this.data = home.resolve(name);
        environment.put("STATEWAVE_HOME", data.toString());
        environment.put("STATEWAVE_COMPILE_QUIET_MS", "300");
        PORTS.forEach(port -> environment.put(port, String.valueOf(FreePort.find())));
        up = new ServiceProcess("up-" + name, Statewave.class.getName(), List.of("up"), environment, home)
                .withHeap("448m");
        api = new Api("http://localhost:" + environment.get("STATEWAVE_PORT"));
    }

    void start() {
        up.start();
        up.awaitReady(() -> new String(api.get("/readyz").raw()).startsWith("{\"status\":\"ready\""));
    }

    record Said(int status, String text) {}

    /** The exit status of a command, and what it said. */
    Said run(String... arguments) throws Exception {
        Path said = Files.createTempFile(home, "said", ".log");
        var command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx448m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Statewave.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        int status = builder.start().waitFor();
        return new Said(status, Files.readString(said));
    }

    /** SIGKILL for all of it, as when a machine is lost. */
    void lose() {
        up.kill();
        new LocalPostgres(PostgresBinaries.require(), data.resolve("postgres"), port("STATEWAVE_LOCAL_POSTGRES_PORT"))
                .crash();
    }

    int port(String setting) {
        return Integer.parseInt(environment.get(setting));
    }

    void produce(String subject, String text) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", "localhost:" + environment.get("STATEWAVE_LOCAL_KAFKA_PORT")),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>("statewave.episodes", """
                    {"subject_id":"%s","source":"crm","type":"note","payload":{"text":"%s"}}""".formatted(subject, text)));
        }
    }

    int record(String subject, String text) throws Exception {
        return api.post(
                        "/v1/episodes",
                        "{'subject_id':'%s','source':'s','type':'t','payload':{'text':'%s'}}".formatted(subject, text))
                .status();
    }

    String one(String sql) throws SQLException {
        var url = DatabaseUrl.parse(new LocalPostgres(
                        PostgresBinaries.require(), data.resolve("postgres"), port("STATEWAVE_LOCAL_POSTGRES_PORT"))
                .url());
        try (var connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    long episodes() throws SQLException {
        return Long.parseLong(one("SELECT count(*) FROM episodes"));
    }

    boolean settled() throws SQLException {
        return one("SELECT count(*) FROM uncompiled_subjects").equals("0")
                && one("SELECT count(*) FROM subject_compiles WHERE unembedded_since IS NOT NULL")
                        .equals("0");
    }

    /** Of everything that a client can see and that was told by one; ids of memories made anew are not. */
    Map<String, String> digests() throws SQLException {
        var digests = new HashMap<String, String>();
        Map.of(
                        "episodes",
                        "SELECT id, subject_id, payload::text, metadata::text, created_at, occurred_at, log_partition "
                                + "FROM episodes",
                        "memories",
                        "SELECT subject_id, kind, content, status, valid_from, source_episode_ids, sensitivity_labels "
                                + "FROM memories",
                        "resolutions",
                        "SELECT id, session_id, status, created_at FROM resolutions",
                        "receipts",
                        "SELECT * FROM receipts")
                .forEach((table, sql) -> {
                    try {
                        digests.put(
                                table,
                                one("SELECT count(*) || ' ' || md5(coalesce(string_agg(r::text, '|' ORDER BY "
                                        + "r::text COLLATE \"C\"), '')) FROM (" + sql + ") r"));
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
        return digests;
    }

    /** SIGKILL, and what is left of the cluster is stopped. */
    void end() {
        up.close();
        if (Files.exists(data.resolve("postgres/data"))) {
            new LocalPostgres(
                            PostgresBinaries.require(), data.resolve("postgres"), port("STATEWAVE_LOCAL_POSTGRES_PORT"))
                    .close();
        }
    }
}
