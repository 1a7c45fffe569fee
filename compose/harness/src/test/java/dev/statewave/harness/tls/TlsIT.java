package dev.statewave.harness.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.harness.client.StatewaveClient;
import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.postgres.PostgresBinaries;
import dev.statewave.local.preflight.FreePort;
import dev.statewave.local.system.Deployable;
import dev.statewave.local.system.LocalSystem;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The whole system on a PostgreSQL that refuses every connection without TLS. */
class TlsIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final WebhookReceiver receiver = new WebhookReceiver();
    private static Path home;
    private static LocalPostgres postgres;
    private static Certificates certificates;
    private static LocalSystem system;
    private static StatewaveClient client;

    @BeforeAll
    static void start() throws Exception {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "tls");
        postgres = new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        postgres.start();
        Path data = home.resolve("postgres/data");
        certificates = Certificates.create(Files.createDirectory(home.resolve("certificates")));
        install(certificates.serverKey(), data.resolve("server.key"));
        install(certificates.serverCertificate(), data.resolve("server.crt"));
        Files.writeString(data.resolve("postgresql.conf"), "\nssl = on\n", StandardOpenOption.APPEND);
        Files.writeString(data.resolve("pg_hba.conf"), """
                hostssl all all 127.0.0.1/32 scram-sha-256
                hostssl replication all 127.0.0.1/32 scram-sha-256
                """);
        postgres.close();
        postgres.start();
        system = LocalSystem.apart(
                home,
                List.of(
                        "--statewave.webhook-url=" + receiver.url(),
                        "--statewave.compile-quiet-ms=300",
                        "--statewave.embedding-provider=none",
                        // The gateway keeps shared budgets in the database.
                        "--statewave.rate-limit-rpm=1000000"),
                postgres.url() + "?sslmode=require",
                null);
        client = new StatewaveClient(system.start());
    }

    // PostgreSQL wants the key readable by its own user alone, who may be another one than that of this process.
    private static void install(Path file, Path place) throws IOException {
        Files.copy(file, place);
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-------"));
        Files.setOwner(place, Files.getOwner(place.getParent()));
    }

    @AfterAll
    static void stop() {
        if (system != null) {
            system.close();
        }
        postgres.close();
        receiver.close();
    }

    @Test
    void require_encryptsEveryConnectionOfEveryDeployable() throws Exception {
        String subject = "tls:" + UUID.randomUUID();
        var recorded = client.send("POST", "/v1/episodes", """
                {"subject_id": "%s", "source": "chat", "type": "message",
                 "payload": {"text": "My name is Ada Lovelace and I prefer tea."}}""".formatted(subject));

        assertThat(recorded.status()).isEqualTo(201);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(client.send("GET", "/v1/timeline?subject_id=" + subject, null)
                                .json()
                                .path("episodes")
                                .size())
                        .isOne());
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        client.send("GET", "/v1/memories/search?subject_id=" + subject + "&query=tea", null)
                                .json()
                                .path("memories")
                                .size())
                .isPositive());
        await().atMost(SOON)
                .until(() -> receiver.firstArrival(recorded.json().path("id").asString())
                        .isPresent());
        // A consumer group may still be handing out its partitions.
        await().atMost(SOON).untilAsserted(() -> assertThat(client.send("GET", "/readyz", null)
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("ready"));
        assertThat(connections("NOT ssl")).isZero();
        // Reads, writes and the relay of events.
        assertThat(connections("ssl AND application_name = 'statewave'")).isPositive();
        assertThat(connections("ssl AND application_name = 'statewave-compile-worker'"))
                .isPositive();
        assertThat(connections("ssl AND application_name = 'statewave-webhook-dispatcher-lease'"))
                .isOne();
        assertThat(connections("ssl AND backend_type = 'walsender'")).isOne();
    }

    @Test
    void disable_isRefusedByTheServerAndTold() throws Exception {
        for (Deployable deployable : List.of(Deployable.CONTEXT_SERVICE, Deployable.WEBHOOK_DISPATCHER)) {
            assertThat(databaseCheck(deployable, "?sslmode=disable")).isEqualTo("fail");
        }
    }

    @Test
    void certificateOfAnotherAuthority_isRefused() throws Exception {
        for (Deployable deployable : List.of(Deployable.CONTEXT_SERVICE, Deployable.WEBHOOK_DISPATCHER)) {
            assertThat(databaseCheck(deployable, "?sslmode=verify-full&sslrootcert=" + certificates.otherAuthority()))
                    .isEqualTo("fail");
            assertThat(databaseCheck(deployable, "?sslmode=verify-ca&sslrootcert=" + certificates.otherAuthority()))
                    .isEqualTo("fail");
        }
    }

    @Test
    void certificateOfTheAuthority_isAccepted() throws Exception {
        for (Deployable deployable : List.of(Deployable.CONTEXT_SERVICE, Deployable.WEBHOOK_DISPATCHER)) {
            assertThat(databaseCheck(deployable, "?sslmode=verify-full&sslrootcert=" + certificates.authority()))
                    .isEqualTo("ok");
        }
    }

    /** What a deployable with these options says about its database. */
    private static String databaseCheck(Deployable deployable, String options) throws Exception {
        try (ConfigurableApplicationContext context = deployable
                .application()
                .run(
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--statewave.database-url=" + postgres.url() + options,
                        "--statewave.kafka-bootstrap-servers=" + system.bootstrapServers(),
                        "--statewave.database-pool-timeout-seconds=2",
                        "--statewave.embedding-provider=none",
                        "--spring.main.register-shutdown-hook=false")) {
            var own = new StatewaveClient(
                    "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port"));
            JsonNode report = own.send("GET", "/readyz", null).json();
            return report.path("checks")
                    .valueStream()
                    .filter(check -> check.path("name").asString("").equals("database"))
                    .findFirst()
                    .orElseThrow()
                    .path("status")
                    .asString("");
        }
    }

    private static long connections(String condition) throws SQLException {
        DatabaseUrl url = DatabaseUrl.parse(postgres.url() + "?sslmode=require");
        try (var connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM pg_stat_activity JOIN pg_stat_ssl USING (pid) "
                        + "WHERE client_port IS NOT NULL AND " + condition)) {
            row.next();
            return row.getLong(1);
        }
    }
}
