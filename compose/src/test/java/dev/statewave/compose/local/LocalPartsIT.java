package dev.statewave.compose.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.schemas.settings.DatabaseUrl;
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
        try (var admin = Admin.create(settings); var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("t", 1, (short) 1))).all().get();
            producer.send(new ProducerRecord<>("t", "kept")).get();
        }
        broker.close();

        broker.start();

        try (broker; var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("t", 0)));
            consumer.seekToBeginning(consumer.assignment());
            assertThat(consumer.poll(Duration.ofSeconds(10))).singleElement().satisfies(record -> assertThat(record.value()).isEqualTo("kept"));
        }
    }

    @Test
    void postgres_hasPgvectorAndSurvivesACrash() throws Exception {
        var postgres = new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
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
    void folderOfAnotherVersion_isRefusedWithAWayOut() throws Exception {
        Files.writeString(home.resolve("statewave.properties"), "format=99\npostgres=15\n");

        assertThatThrownBy(() -> new DataFolder(home).open(15)).isInstanceOf(Preflight.Refused.class).hasMessageContaining("format 99")
                .hasMessageContaining("STATEWAVE_HOME");
    }

    @Test
    void folderOfAnotherPostgres_isRefusedWithAWayOut() {
        new DataFolder(home).open(15);

        assertThatThrownBy(() -> new DataFolder(home).open(17)).isInstanceOf(Preflight.Refused.class).hasMessageContaining("PostgreSQL 15");
    }

    @Test
    void portInUse_isNamedWithItsSetting() throws Exception {
        try (var socket = new ServerSocket(0)) {
            assertThatThrownBy(() -> Preflight.ports(Map.of("STATEWAVE_PORT", socket.getLocalPort()))).isInstanceOf(Preflight.Refused.class)
                    .hasMessage("Port %d is in use: stop what listens there, or set STATEWAVE_PORT to another one.".formatted(socket.getLocalPort()));
        }
    }

    @Test
    void portThatIsNone_isRefused() {
        assertThatThrownBy(() -> LocalSettings.from(Map.of("STATEWAVE_PORT", "high"))).hasMessage("STATEWAVE_PORT is high and has to be a port, 1 to 65535.");
    }

    private static void execute(LocalPostgres postgres, String sql) throws Exception {
        var url = DatabaseUrl.parse(postgres.url());
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password()); var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
