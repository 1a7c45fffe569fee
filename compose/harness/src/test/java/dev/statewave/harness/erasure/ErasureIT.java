package dev.statewave.harness.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.harness.system.Api;
import dev.statewave.local.system.LocalSystem;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** After an erase nothing of what was recorded stands in any file below the data folder. In a system of its own. */
class ErasureIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String CANARY =
            "kanarienvogel" + UUID.randomUUID().toString().replace("-", "");
    private static final String OTHER =
            "beistehender" + UUID.randomUUID().toString().replace("-", "");
    private static final String SUBJECT = "user:erased";
    private static final String BYSTANDER = "user:bystander";

    private static Path home;
    private static WebhookReceiver receiver;
    private static LocalSystem system;
    private static Api api;

    @BeforeAll
    static void start() throws IOException {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "erasure");
        receiver = new WebhookReceiver();
        system = LocalSystem.apart(
                home,
                List.of(
                        "--statewave.webhook-url=" + receiver.url(),
                        "--statewave.compile-quiet-ms=300",
                        "--statewave.erasure-hours=0",
                        "--statewave.erasure-settle-minutes=0",
                        "--statewave.erasure-sweep-seconds=1",
                        "--statewave.receipt-signing-keys={\"only\":\"cmVjZWlwdHMgb2YgdGhlIHRlc3RzIGFyZSBzaWduZWQgYnkgaXQ=\"}"));
        api = new Api(system.start());
    }

    @AfterAll
    static void stop() {
        system.close();
        receiver.close();
    }

    @Test
    void erase_leavesNothingInAnyFile_andNothingOfOthersIsLost() throws Exception {
        record(SUBJECT, CANARY);
        record(BYSTANDER, OTHER);
        // Common values of columns are copied into the statistics.
        execute("ANALYZE");
        execute("CHECKPOINT");
        assertThat(filesWith(CANARY))
                .anyMatch(file -> file.contains(Topics.SUBJECT_LOG + "-"))
                .anyMatch(file -> file.contains(Topics.EPISODES + "-"))
                .anyMatch(file -> file.contains(Topics.EPISODES_DLT + "-"))
                .anyMatch(file -> file.contains(Topics.RECEIPTS + "-"))
                .anyMatch(file -> file.contains("/base/"))
                .anyMatch(file -> file.contains("/pg_wal/"));

        drop("no end, and " + OTHER);

        var deleted = api.delete("/v1/subjects/" + SUBJECT);

        assertThat(deleted.status()).isEqualTo(200);
        String path = "/v1/erasures/"
                + deleted.headers().firstValue("Statewave-Erasure").orElseThrow();
        assertThat(api.get(path)
                        .at("/certificate/postgresql/deleted_rows/episodes")
                        .asInt())
                .isEqualTo(4);
        await().atMost(SOON)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> api.get(path).at("/certificate/status").asString().equals("complete"));
        var certificate = api.get(path);
        assertThat(certificate
                        .at("/certificate/kafka/dead_letters/" + Topics.EPISODES_DLT)
                        .asInt())
                .isEqualTo(2);
        assertThat(certificate.at("/certificate/postgresql/remainders")).isEmpty();
        assertThat(verdict(certificate.body().toString())).isEqualTo("ok");
        assertThat(verdict(certificate.body().toString().replace("complete\"", "pending\"")))
                .isEqualTo("signature_mismatch");
        await().atMost(SOON).pollInterval(Duration.ofSeconds(2)).untilAsserted(() -> {
            execute("SELECT pg_switch_wal()");
            execute("CHECKPOINT");
            assertThat(filesWith(CANARY)).isEmpty();
        });
        assertThat(api.get("/v1/timeline?subject_id=" + SUBJECT).at("/episodes"))
                .isEmpty();
        assertThat(api.get("/v1/timeline?subject_id=" + BYSTANDER).at("/episodes"))
                .hasSize(4);
        // The one that was dropped is not brought back.
        assertThat(letters()).singleElement().asString().contains("no type, and " + OTHER);
        assertThat(api.get("/admin/dead-letters").at("/letters")).hasSize(1);
    }

    private static void drop(String word) throws Exception {
        for (JsonNode letter : api.get("/admin/dead-letters").at("/letters")) {
            String id = letter.path("id").asString();
            if (api.get("/admin/dead-letters/" + id).body().toString().contains(word)) {
                assertThat(api.post("/admin/dead-letters/drop", "{'ids':['%s'],'reason':'a test'}".formatted(id))
                                .at("/handled")
                                .asInt())
                        .isOne();
            }
        }
        assertThat(api.get("/admin/dead-letters").at("/letters")).hasSize(3);
    }

    /** Leaves traces in every store: by the API, by a producer, in dead letters and in a receipt. */
    private void record(String subject, String word) throws Exception {
        String episode =
                "{'subject_id':'%s','source':'s-%s','type':'message','session_id':'%s','payload':{'text':'I live in %s.'},"
                        .formatted(subject, word, word, word);
        api.post(
                "/v1/episodes", episode + "'metadata':{'note':'%s'},'provenance':{'from':'%s'}}".formatted(word, word));
        api.post("/v1/episodes", episode + "'idempotency_key':'%s'}".formatted(word));
        api.post(
                "/v1/episodes/batch",
                "{'episodes':[%s]}".formatted(episode.replace("I live in", "I work at") + "'metadata':{}}"));
        produce(null, episode + "'metadata':{}}");
        produce(null, "{'subject_id':'%s','source':'s','payload':{'text':'no type, and %s'}}".formatted(subject, word));
        produce(subject, "{'subject_id':'%s','source':'s','payload':{'text':'no end, and %s".formatted(subject, word));
        api.post(
                "/v1/resolutions",
                "{'subject_id':'%s','session_id':'%s','status':'resolved','resolution_summary':'%s'}"
                        .formatted(subject, word, word));
        await().atMost(SOON)
                .until(() -> api.get("/v1/timeline?subject_id=" + subject)
                                .at("/episodes")
                                .size()
                        == 4);
        api.post("/v1/memories/compile", "{'subject_id':'%s'}".formatted(subject));
        var memories =
                api.get("/v1/memories/search?limit=50&subject_id=" + subject).at("/memories");
        assertThat(memories).isNotEmpty();
        api.send(
                "PATCH",
                "/v1/memories/%s/labels".formatted(memories.get(0).path("id").asString()),
                "{\"sensitivity_labels\":[\"%s\"]}".formatted(word));
        String receipt = api.post(
                        "/v1/context",
                        "{'subject_id':'%s','task':'Where is %s?','emit_receipt':true}".formatted(subject, word))
                .at("/receipt_id")
                .asString();
        await().atMost(SOON).until(() -> api.get("/v1/receipts/" + receipt).status() == 200);
        await().atMost(SOON)
                .until(() -> letters().stream()
                                .filter(letter -> letter.contains(word))
                                .count()
                        == 2);
        await().atMost(SOON)
                .until(() -> api.get("/ops/embeddings").at("/waiting").isEmpty());
    }

    private static String verdict(String certificate) throws Exception {
        return api.send("POST", "/v1/erasures/verify", certificate)
                .at("/reason")
                .asString();
    }

    private static void produce(String key, String value) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", system.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                    Topics.EPISODES, key, value.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static List<String> letters() {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", system.bootstrapServers(), "isolation.level", "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            var partition = new TopicPartition(Topics.EPISODES_DLT, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            var found = new ArrayList<String>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(letter -> found.add(new String(letter.value(), StandardCharsets.UTF_8)));
            }
            return found;
        }
    }

    private static void execute(String sql) throws SQLException {
        DatabaseUrl url = DatabaseUrl.parse(system.databaseUrl());
        try (Connection connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Files below the data folder that hold the word, in any letters. */
    private static List<String> filesWith(String word) throws IOException {
        try (var files = Files.walk(home)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holds(file, word))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static boolean holds(Path file, String word) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
