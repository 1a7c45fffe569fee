package dev.statewave.harness.system;

import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.local.system.LocalSystem;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The whole system on real parts, shared by all tests of this process: the broker and the cluster that
 * {@code ./statewave up} also starts, or with {@code -Dstatewave.test.parts=containers} those of two containers.
 */
public final class TestSystem {

    public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    /** The secret of the key {@code first}. */
    public static final String RECEIPT_KEY = "cmVjZWlwdHMgb2YgdGhlIHRlc3RzIGFyZSBzaWduZWQgYnkgaXQ=";

    private static TestSystem shared;
    private static RuntimeException failure;

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final LocalSystem system;
    private final String url;
    private final Api api;

    private TestSystem() throws IOException {
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "system");
        List<String> settings = List.of(
                "--statewave.webhook-url=" + receiver.url(),
                "--statewave.webhook-secret=" + SECRET,
                "--statewave.webhook-retry-seconds=0.05",
                "--statewave.webhook-allowed-targets=127.0.0.1",
                "--statewave.webhook-endpoint-retry-seconds=0.2,0.2,0.3,0.3",
                "--statewave.webhook-endpoint-break-seconds=1",
                "--statewave.compile-quiet-ms=500",
                "--statewave.enable-snapshots=true",
                "--statewave.auto-labeling-enabled=true",
                "--statewave.receipt-signing-keys={\"first\":\"%s\"}".formatted(RECEIPT_KEY));
        system = "containers".equals(System.getProperty("statewave.test.parts"))
                ? onContainers(home, settings)
                : LocalSystem.apart(home, settings);
        url = system.start();
        api = new Api(url);
        Runtime.getRuntime().addShutdownHook(new Thread(system::close));
    }

    private static LocalSystem onContainers(Path home, List<String> settings) {
        var kafka = new KafkaContainer(
                        DockerImageName.parse(System.getProperty("statewave.test.kafka-image", "apache/kafka:4.2.1"))
                                .asCompatibleSubstituteFor("apache/kafka"))
                .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                .withEnv("KAFKA_MESSAGE_MAX_BYTES", "8388608");
        var postgres = new PostgreSQLContainer(DockerImageName.parse(
                                System.getProperty("statewave.test.postgres-image", "pgvector/pgvector:pg17"))
                        .asCompatibleSubstituteFor("postgres"))
                .withCommand("postgres", "-c", "wal_level=logical", "-c", "max_connections=200");
        kafka.start();
        postgres.start();
        return LocalSystem.apart(
                home,
                settings,
                "postgresql://%s:%s@%s:%d/%s"
                        .formatted(
                                postgres.getUsername(),
                                postgres.getPassword(),
                                postgres.getHost(),
                                postgres.getMappedPort(5432),
                                postgres.getDatabaseName()),
                kafka.getBootstrapServers());
    }

    public static synchronized TestSystem get() {
        // A system that did not start does not start for the next test either, and its rests would pile up.
        if (failure != null) {
            throw failure;
        }
        if (shared == null) {
            try {
                shared = new TestSystem();
            } catch (IOException | RuntimeException e) {
                failure = new IllegalStateException("the system under test did not start", e);
                throw failure;
            }
        }
        return shared;
    }

    public Api api() {
        return api;
    }

    /** Of the gateway. */
    public String url() {
        return url;
    }

    public WebhookReceiver receiver() {
        return receiver;
    }

    /** Puts a record onto a topic, as an outside producer does; single quotes stand for double ones. */
    public void produce(String topic, String key, String value, Map<String, String> headers) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", system.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            var record =
                    new ProducerRecord<>(topic, key, value.replace('\'', '"').getBytes());
            headers.forEach((name, text) -> record.headers().add(name, text.getBytes()));
            producer.send(record);
        }
    }

    /** All records that stand on a topic. */
    public List<ConsumerRecord<String, byte[]>> records(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", system.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var found = new ArrayList<ConsumerRecord<String, byte[]>>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(java.time.Duration.ofMillis(200)).forEach(found::add);
            }
            return found;
        }
    }

    /** The settings by which another gateway stands before the same services. */
    public List<String> behindAnotherGateway() {
        return List.of(
                "--statewave.ingest-url=" + system.ingestUrl(),
                "--statewave.context-url=" + system.contextUrl(),
                "--statewave.database-url=" + system.databaseUrl(),
                "--server.port=0",
                "--spring.main.register-shutdown-hook=false",
                "--spring.main.log-startup-info=false");
    }

    /** Where each deployable answers, by its name. */
    public Map<String, String> deployables() {
        return Map.of(
                "api-gateway", url,
                "ingest-service", system.ingestUrl(),
                "context-service", system.contextUrl(),
                "compile-worker", system.workerUrl(),
                "webhook-dispatcher", system.dispatcherUrl());
    }

    public String bootstrapServers() {
        return system.bootstrapServers();
    }

    /** As the owner of the tables. */
    public String databaseUrl() {
        return system.databaseUrl();
    }

    /** Changes rows behind the back of all services. */
    public void update(String sql, Object... values) {
        DatabaseUrl url = DatabaseUrl.parse(system.databaseUrl());
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one number that a query answers. */
    public long count(String sql, Object... values) {
        DatabaseUrl url = DatabaseUrl.parse(system.databaseUrl());
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
