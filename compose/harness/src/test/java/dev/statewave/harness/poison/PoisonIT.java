package dev.statewave.harness.poison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.client.StatewaveClient;
import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.local.system.LocalSystem;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * No record stops the others: hostile records on every topic of a running system, each at the head of a partition on
 * which ordinary ones follow. One partition a topic, so that everything stands behind the poison.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PoisonIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final List<String> SETTINGS = List.of(
            "--statewave.webhook-retry-seconds=0.05",
            "--statewave.compile-quiet-ms=300",
            "--statewave.kafka-partitions=1");

    private static final WebhookReceiver receiver = new WebhookReceiver();
    private static Path home;
    private static LocalSystem system;
    private static StatewaveClient client;
    private static KafkaProducer<String, byte[]> producer;

    @BeforeAll
    static void start() throws Exception {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "poison");
        open();
    }

    private static void open() throws Exception {
        var settings = new ArrayList<>(SETTINGS);
        settings.add("--statewave.webhook-url=" + receiver.url());
        system = LocalSystem.apart(home, settings);
        client = new StatewaveClient(system.start());
        producer = new KafkaProducer<>(kafka().producerProperties());
    }

    private static KafkaSettings kafka() {
        return new KafkaSettings(system.bootstrapServers(), "", 1, 1, 1, 1, 50);
    }

    @AfterAll
    static void stop() {
        producer.close();
        system.close();
        receiver.close();
    }

    private static void send(String topic, @Nullable String key, @Nullable String value, String... headers) {
        send(topic, key, value == null ? null : value.replace('\'', '"').getBytes(StandardCharsets.UTF_8), headers);
    }

    private static void send(String topic, @Nullable String key, byte @Nullable [] value, String... headers) {
        var record = new ProducerRecord<>(topic, 0, key, value);
        for (int i = 0; i < headers.length; i += 2) {
            RecordHeaders.put(record.headers(), headers[i], headers[i + 1]);
        }
        producer.send(record);
        producer.flush();
    }

    private static List<ConsumerRecord<String, byte[]>> records(String topic) {
        try (var consumer = new KafkaConsumer<String, byte[]>(kafka().consumerProperties(null))) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            var found = new ArrayList<ConsumerRecord<String, byte[]>>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
            }
            return found;
        }
    }

    private static long letters(String topic, Predicate<ConsumerRecord<String, byte[]>> wanted) {
        return records(topic).stream().filter(wanted).count();
    }

    private static void expectLetters(String topic, int count) {
        // By origin: the relay reads the last seconds of the write-ahead log again after a restart.
        long found = records(topic).stream()
                .map(letter -> RecordHeaders.text(letter.headers(), RecordHeaders.ORIGIN))
                .distinct()
                .count();
        assertThat(found).as("dead letters of %s", topic).isEqualTo(count);
    }

    /** Records, compiles, finds and delivers an episode of a subject that had no part in the poison. */
    private static void expectEverythingWorks() throws Exception {
        String subject = "well:" + UUID.randomUUID();
        var recorded = client.send("POST", "/v1/episodes", """
                {"subject_id": "%s", "source": "chat", "type": "message",
                 "payload": {"text": "My name is Ada Lovelace and I prefer tea."}}""".formatted(subject));
        // 202 where the poison before it is still being retried.
        assertThat(recorded.status()).isIn(201, 202);
        String id = recorded.json().path("id").asString();
        await().atMost(SOON).until(() -> receiver.firstArrival(id).isPresent());
        await().atMost(SOON).untilAsserted(() -> {
            var found = client.send("GET", "/v1/memories/search?subject_id=" + subject + "&query=tea", null);
            assertThat(found.status()).isEqualTo(200);
            assertThat(found.json().path("memories").size()).isPositive();
        });
        var compiled = client.send("POST", "/v1/memories/compile", "{\"subject_id\": \"%s\"}".formatted(subject));
        assertThat(compiled.status()).isEqualTo(200);
        long vectors = 2;
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        count("SELECT count(*) FROM memory_embeddings WHERE subject_id = ?", subject))
                .isGreaterThanOrEqualTo(vectors));
        expectReady();
    }

    private static void expectReady() {
        for (String url : List.of(system.ingestUrl(), system.workerUrl(), system.dispatcherUrl())) {
            await().atMost(Duration.ofSeconds(45))
                    .untilAsserted(() -> assertThat(readiness(url)).contains("\"status\":\"ready\""));
        }
    }

    private static String readiness(String url) throws Exception {
        return new StatewaveClient(url).send("GET", "/readyz", null).json().toString();
    }

    private static long count(String sql, Object... values) throws Exception {
        DatabaseUrl url = DatabaseUrl.parse(system.databaseUrl());
        try (var connection = DriverManager.getConnection(url.jdbc(), url.user(), url.password());
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void sendFormer(String subject, String... kinds) throws Exception {
        for (String kind : kinds) {
            try (var file = PoisonIT.class.getResourceAsStream("/records/" + kind + ".json")) {
                send(
                        Topics.SUBJECT_LOG,
                        SubjectKey.of(null, subject).encoded(),
                        file.readAllBytes(),
                        RecordHeaders.SCHEMA_VERSION,
                        "1",
                        RecordHeaders.KIND,
                        kind);
            }
        }
    }

    @Test
    @Order(0)
    void recordsOfTheFormerVersion_areApplied() throws Exception {
        String subject = "former:1";
        sendFormer(subject, "EpisodeRecorded", "ResolutionRecorded", "HealthObserved", "LabelsSet");
        sendFormer(subject, "CompileRequested", "RebuildRequested");

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(count("SELECT count(*) FROM episodes WHERE subject_id = ?", subject))
                    .isEqualTo(1);
            assertThat(count("SELECT count(*) FROM resolutions WHERE subject_id = ?", subject))
                    .isEqualTo(1);
            assertThat(count("SELECT count(*) FROM subject_health WHERE subject_id = ?", subject))
                    .isEqualTo(1);
            assertThat(count(
                            "SELECT count(*) FROM compile_jobs WHERE status = 'completed' AND subject_id = ?", subject))
                    .isEqualTo(2);
            assertThat(count("SELECT count(*) FROM memories WHERE subject_id = ?", subject))
                    .isPositive();
        });
        sendFormer(subject, "SubjectDeleted");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(count("SELECT count(*) FROM episodes WHERE subject_id = ?", subject))
                        .isZero());
        expectLetters(Topics.SUBJECT_LOG_DLT, 0);
    }

    @Test
    @Order(1)
    void normalizer_passesRecordsThatAreNoEpisodes() throws Exception {
        send(Topics.EPISODES, null, (String) null);
        send(Topics.EPISODES, "k", "no json");
        send(Topics.EPISODES, "k", "null");
        send(Topics.EPISODES, "k", "{'subject_id':null,'source':null,'type':null,'payload':null}");
        send(Topics.EPISODES, "k", "{'subject_id':'a\\u0000b','source':'s','type':'t','payload':{'text':'x'}}");
        send(Topics.EPISODES, "k", new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        send(Topics.EPISODES, "k", "[".repeat(200_000));
        send(Topics.EPISODES, "k", "x", "ce_specversion", "1.0", "ce_id", "1");
        // A bad record just under the largest size: its letter is larger than itself.
        byte[] large = new byte[KafkaSettings.MAX_RECORD_BYTES - 400];
        java.util.Arrays.fill(large, (byte) 'x');
        send(Topics.EPISODES, "k", large);

        send(
                Topics.EPISODES,
                null,
                "{'subject_id':'behind:1','source':'s','type':'t','payload':{'text':'I live in Rome.'}}");

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(count("SELECT count(*) FROM episodes WHERE subject_id = 'behind:1'"))
                        .isEqualTo(1));
        expectLetters(Topics.EPISODES_DLT, 9);
        assertThat(letters(
                        Topics.EPISODES_DLT, letter -> letter.value() != null && letter.value().length == large.length))
                .isEqualTo(1);
        expectEverythingWorks();
    }

    @Test
    @Order(2)
    void writerAndTrigger_passRecordsThatAreUnreadableOrRefused() throws Exception {
        String key = SubjectKey.of(null, "poison:1").encoded();
        send(Topics.SUBJECT_LOG, key, "no json");
        send(Topics.SUBJECT_LOG, key, (String) null);
        send(Topics.SUBJECT_LOG, null, "{'kind':'SubjectDeleted','deleted_at':'2026-01-01T00:00:00Z'}");
        send(Topics.SUBJECT_LOG, "no key", "{'kind':'SubjectDeleted','deleted_at':'2026-01-01T00:00:00Z'}");
        send(Topics.SUBJECT_LOG, key, "{'kind':'SubjectDeleted','deleted_at':null}");
        send(Topics.SUBJECT_LOG, key, "{'kind':'CompileRequested','job_id':'j','mode':'sync','requested_at':null}");
        // PostgreSQL refuses NUL in a text.
        send(Topics.SUBJECT_LOG, key, """
                {'kind':'EpisodeRecorded','id':'%s','source':'a\\u0000b','type':'t','payload':{'text':'x'},
                 'occurred_at':'2026-01-01T00:00:00Z','created_at':'2026-01-01T00:00:00Z'}""".formatted(UUID.randomUUID()));

        expectEverythingWorks();

        expectLetters(Topics.SUBJECT_LOG_DLT, 7);
        assertThat(records(Topics.SUBJECT_LOG_DLT))
                .allSatisfy(letter -> assertThat(RecordHeaders.text(letter.headers(), RecordHeaders.ERROR_MESSAGE))
                        .isNotBlank());
    }

    @Test
    @Order(3)
    void compiler_passesCommandsThatItCannotRead() throws Exception {
        String key = SubjectKey.of(null, "poison:2").encoded();
        send(Topics.COMPILE, key, "no json");
        send(Topics.COMPILE, key, (String) null);
        send(Topics.COMPILE, key, "{'reason':'sync'}");
        send(Topics.COMPILE, null, "{'reason':'async','position':{'partition':0,'offset':0}}");
        send(Topics.COMPILE, key, "{'reason':'async','position':{'partition':0,'offset':99999999}}");
        send(Topics.COMPILE, key, "{'reason':'async','position':{'partition':77,'offset':0}}");

        expectEverythingWorks();

        expectLetters(Topics.COMPILE_DLT, 4);
        // A command that can be read ends as a failed job with its reason.
        assertThat(count("SELECT count(*) FROM compile_jobs WHERE subject_id = 'poison:2' AND status = 'failed' "
                        + "AND error LIKE '%The log has no record%'"))
                .isEqualTo(2);
    }

    @Test
    @Order(4)
    void embedder_passesRequestsThatItCannotRead() throws Exception {
        send(Topics.EMBED, null, "{}");
        send(Topics.EMBED, "no key", "{}");

        expectEverythingWorks();

        expectLetters(Topics.EMBED_DLT, 2);
    }

    @Test
    @Order(5)
    void tails_passRecordsThatTheyCannotRead() throws Exception {
        send(Topics.COMMITS, "zero", "1");
        send(Topics.COMMITS, "0", "no number");
        send(Topics.COMMITS, "0", (String) null);
        send(Topics.COMPILE_RESULTS, "job", "no json");
        send(Topics.COMPILE_RESULTS, "job", (String) null);
        send(Topics.COMPILE_RESULTS, "job", "{'job_id':null,'status':'completed'}");

        expectEverythingWorks();

        expectLetters(Topics.COMMITS_DLT, 3);
        expectLetters(Topics.COMPILE_RESULTS_DLT, 3);
    }

    @Test
    @Order(6)
    void fanOut_passesEventsThatAreNone() throws Exception {
        send(Topics.EVENTS, "k", "somebody else's");
        send(Topics.EVENTS, "k", "{}", "ce_type", "episode.created", "ce_id", "no uuid", "ce_time", "2026-01-01");
        send(
                Topics.EVENTS,
                "k",
                "no json",
                "ce_type",
                "episode.created",
                "ce_id",
                UUID.randomUUID().toString(),
                "ce_time",
                "2026-01-01T00:00:00Z");
        send(
                Topics.EVENTS,
                "k",
                (String) null,
                "ce_type",
                "episode.created",
                "ce_id",
                UUID.randomUUID().toString(),
                "ce_time",
                "2026-01-01T00:00:00Z");

        expectEverythingWorks();

        expectLetters(Topics.EVENTS_DLT, 3);
    }

    @Test
    @Order(7)
    void delivery_passesRecordsThatAreNone() throws Exception {
        send(Topics.WEBHOOKS, "k", "no json");
        send(Topics.WEBHOOKS, "k", (String) null);
        send(Topics.WEBHOOKS, "k", "{'id':null}");
        send(Topics.WEBHOOKS, "k", "{}", RecordHeaders.NOT_BEFORE, "tomorrow");
        send(Topics.webhookRetry(1), "k", "no json");

        expectEverythingWorks();

        expectLetters(Topics.WEBHOOKS_DLT, 5);
    }

    @Test
    @Order(8)
    void relay_passesMessagesOfTheWriteAheadLogThatAreNone() throws Exception {
        count("SELECT length(pg_logical_emit_message(true, 'statewave', 'no json')::text)");
        count("SELECT length(pg_logical_emit_message(true, 'statewave', '[{\"id\": null}]')::text)");
        count("SELECT length(pg_logical_emit_message(true, 'statewave', repeat('x', 9000000))::text)");

        expectEverythingWorks();

        assertThat(records(Topics.EVENTS_DLT)).hasSize(6);
    }

    @Test
    @Order(9)
    void textThatNestsForEver_isCompiledWithoutHarmToOthers() throws Exception {
        String subject = "poison:3";
        String text = "Hello, I am " + "Anna ".repeat(4_000);
        var recorded = client.send(
                "POST",
                "/v1/episodes",
                Json.text(Map.of(
                        "subject_id", subject, "source", "chat", "type", "message", "payload", Map.of("text", text))));
        assertThat(recorded.status()).isEqualTo(201);

        expectEverythingWorks();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(count("SELECT count(*) FROM memories WHERE subject_id = ?", subject))
                        .isPositive());
    }

    @Test
    @Order(10)
    void restart_bringsNothingBack() throws Exception {
        var before = Map.of(
                Topics.EPISODES_DLT, 9,
                Topics.SUBJECT_LOG_DLT, 7,
                Topics.COMPILE_DLT, 4,
                Topics.EMBED_DLT, 2,
                Topics.EVENTS_DLT, 6,
                Topics.WEBHOOKS_DLT, 5);
        producer.close();
        system.close();
        open();

        expectEverythingWorks();

        before.forEach(PoisonIT::expectLetters);
    }

    @Test
    @Order(11)
    void recordOfANewerVersion_stopsTheWriterWithAReasonAndLosesNothing() throws Exception {
        String subject = "newer:" + UUID.randomUUID();
        send(Topics.SUBJECT_LOG, SubjectKey.of(null, subject).encoded(), "{'kind':'SubjectMerged','into':'other'}");

        var behind = client.send(
                "POST",
                "/v1/episodes",
                "{\"subject_id\": \"%s\", \"source\": \"s\", \"type\": \"t\", \"payload\": {\"text\": \"kept\"}}"
                        .formatted(subject));

        assertThat(behind.status()).isEqualTo(202);
        await().atMost(SOON).untilAsserted(() -> assertThat(readiness(system.workerUrl()))
                .contains("degraded")
                .contains("SubjectMerged"));
        assertThat(letters(
                        Topics.SUBJECT_LOG_DLT,
                        letter -> letter.value() != null
                                && new String(letter.value(), StandardCharsets.UTF_8).contains("SubjectMerged")))
                .isZero();
    }
}
