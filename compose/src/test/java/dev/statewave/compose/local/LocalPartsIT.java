package dev.statewave.compose.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.platform.postgres.DatabaseUrl;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalPartsIT {

    private Path home;

    @BeforeEach
    void folder() throws Exception {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "local");
    }

    @Test
    void broker_keepsItsRecordsOverARestart() throws Exception {
        var broker = new LocalBroker(LocalBroker.Ports.local(FreePort.find(), FreePort.find()), home);
        broker.start();
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (var admin = Admin.create(settings);
                var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
            producer.send(new ProducerRecord<>("t", "kept")).get();
        }
        broker.close();

        broker.start();

        try (broker;
                var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("t", 0)));
            consumer.seekToBeginning(consumer.assignment());
            assertThat(consumer.poll(Duration.ofSeconds(10)))
                    .singleElement()
                    .satisfies(record -> assertThat(record.value()).isEqualTo("kept"));
        }
    }

    @Test
    void postgres_hasPgvectorAndSurvivesACrash() throws Exception {
        var postgres =
                new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        postgres.start();
        try {
            execute(postgres, "CREATE EXTENSION vector");
            execute(postgres, "CREATE TABLE kept AS SELECT '[1,2]'::halfvec AS v");
            postgres.crash();
            postgres.start();
            execute(postgres, "SELECT v <=> v FROM kept");
        } finally {
            postgres.close();
        }
    }

    @Test
    void postgresThatIsLeftRunning_isTakenOver() throws Exception {
        int port = FreePort.find();
        new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), port).start();

        var next = new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), port);
        next.start();
        execute(next, "SELECT 1");
        next.close();
    }

    @Test
    void postgres_movesToAnotherPort() throws Exception {
        PostgresBinaries binaries = PostgresBinaries.find().orElseThrow();
        // Left running there, as by a process that was killed.
        new LocalPostgres(binaries, home.resolve("postgres"), FreePort.find()).start();

        var moved = new LocalPostgres(binaries, home.resolve("postgres"), FreePort.find());
        moved.start();
        execute(moved, "SELECT 1");
        moved.close();
    }

    @Test
    void postgresOnAPortInUse_isRefusedInASentence() throws Exception {
        try (var socket = new ServerSocket(0)) {
            var postgres = new LocalPostgres(
                    PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), socket.getLocalPort());

            assertThatThrownBy(postgres::start)
                    .isInstanceOf(Preflight.Refused.class)
                    .hasMessageContaining("STATEWAVE_LOCAL_POSTGRES_PORT");
        }
    }

    @Test
    void creationKilledHalfWay_isBegunAnew() throws Exception {
        Files.createDirectories(home.resolve("postgres/data.unfinished"));
        Files.writeString(home.resolve("postgres/data.unfinished/PG_VERSION"), "15");
        var postgres =
                new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());

        postgres.start();

        execute(postgres, "SELECT 1");
        postgres.close();
    }

    @Test
    void pidFileOfAnotherProcess_doesNotHinderTheStart() throws Exception {
        var postgres =
                new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        postgres.start();
        postgres.close();
        // What a crash of the machine leaves, after which the number belongs to someone else: to this process.
        Files.writeString(
                home.resolve("postgres/data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n");

        postgres.start();

        execute(postgres, "SELECT 1");
        postgres.close();
    }

    @Test
    void folderOfAnotherVersion_isRefusedWithAWayOutAndLeftAsItIs() throws Exception {
        Files.writeString(home.resolve("statewave.properties"), "format=99\npostgres=15\n");

        try (var system = LocalSystem.apart(home, List.of())) {
            assertThatThrownBy(system::start)
                    .isInstanceOf(Preflight.Refused.class)
                    .hasMessageContaining("format 99")
                    .hasMessageContaining("STATEWAVE_HOME");
        }
        assertThat(home.resolve("kafka")).doesNotExist();
    }

    @Test
    void folderOfAnotherPostgres_isRefusedWithAWayOut() {
        try (var folder = new DataFolder(home)) {
            folder.open();
            folder.claim(15);

            assertThatThrownBy(() -> folder.claim(17))
                    .isInstanceOf(Preflight.Refused.class)
                    .hasMessageContaining("PostgreSQL 15");
        }
    }

    @Test
    void folderThatHadAnOutsideDatabase_takesALocalOneLater() {
        try (var folder = new DataFolder(home)) {
            folder.open();
        }
        try (var folder = new DataFolder(home)) {
            folder.open();

            assertThatCode(() -> folder.claim(15)).doesNotThrowAnyException();
        }
    }

    @Test
    void folderInUse_isRefused() {
        try (var first = new DataFolder(home);
                var second = new DataFolder(home)) {
            first.open();

            assertThatThrownBy(second::open)
                    .isInstanceOf(Preflight.Refused.class)
                    .hasMessageContaining("in use");
            first.close();
            second.open();
        }
    }

    @Test
    void tooLittleMemory_isSaidWithNumbers() {
        assertThatThrownBy(() -> Preflight.memory(700))
                .isInstanceOf(Preflight.Refused.class)
                .hasMessageContaining("700 MB")
                .hasMessageContaining("1500 MB");
    }

    @Test
    void portInUse_isNamedWithItsSetting() throws Exception {
        try (var socket = new ServerSocket(0)) {
            assertThatThrownBy(() -> Preflight.ports(Map.of("STATEWAVE_PORT", socket.getLocalPort())))
                    .isInstanceOf(Preflight.Refused.class)
                    .hasMessage("Port %d is in use: stop what listens there, or set STATEWAVE_PORT to another one."
                            .formatted(socket.getLocalPort()));
        }
    }

    @Test
    void portThatIsNone_isRefused() {
        assertThatThrownBy(() -> LocalSettings.from(Map.of("STATEWAVE_PORT", "high")))
                .hasMessage("STATEWAVE_PORT is high and has to be a port, 1 to 65535.");
    }

    private static void execute(LocalPostgres postgres, String sql) throws Exception {
        var url = DatabaseUrl.parse(postgres.url());
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
