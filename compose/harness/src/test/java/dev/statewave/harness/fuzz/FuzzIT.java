package dev.statewave.harness.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.fuzz.EpisodeFuzzer.Fuzzed;
import dev.statewave.harness.system.Api;
import dev.statewave.local.system.LocalSystem;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.postgres.DatabaseUrl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand generated records, most of them wrong in some way: each is persisted, dead-lettered or refused, and the
 * system is ready afterwards.
 */
class FuzzIT {

    private static final int RECORDS = 9_000;
    private static final int REQUESTS = 900;
    private static final int BATCHES = 100;
    private static final int BATCH = 5;
    private static final int CLIENTS = 6;
    private static final Duration SETTLED = Duration.ofSeconds(120);
    private static final List<String> DEAD_LETTER_TOPICS = List.of(
            Topics.EPISODES_DLT,
            Topics.SUBJECT_LOG_DLT,
            Topics.COMMITS_DLT,
            Topics.COMPILE_DLT,
            Topics.COMPILE_RESULTS_DLT,
            Topics.EMBED_DLT,
            Topics.EVENTS_DLT);

    private final long seed = Long.getLong("statewave.test.seed", 20_260_707);
    /** Answers that should not be. */
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    private LocalSystem system;
    private Api api;

    @BeforeEach
    void start() throws IOException {
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "fuzz");
        system = LocalSystem.apart(home, List.of("--statewave.embedding-provider=none"));
        api = new Api(system.start());
    }

    @AfterEach
    void stop() {
        system.close();
    }

    @Test
    void everyRecord_isPersistedOrDeadLetteredOrRefused() throws Exception {
        System.out.println("seed " + seed + " (repeat with -Dstatewave.test.seed)");
        long begin = System.nanoTime();
        Sent kafka;
        Sent rest;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var producing = threads.submit(this::produce);
            rest = request();
            kafka = producing.get();
        }
        int expected = kafka.accepted() + rest.accepted();
        System.out.printf(
                "%.1f s: %d on Kafka with %d repeats, %d over REST%n",
                seconds(begin), kafka.accepted(), kafka.repeats(), rest.accepted());

        await().atMost(SETTLED).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(
                        count("SELECT count(*) FROM episodes")
                                + deadLetters(Topics.EPISODES_DLT).size())
                .as("persisted and dead-lettered, seed %d", seed)
                .isEqualTo(expected - kafka.repeats()));
        List<ConsumerRecord<byte[], byte[]>> letters = deadLetters(Topics.EPISODES_DLT);
        long persisted = count("SELECT count(*) FROM episodes");
        System.out.printf(
                "%.1f s: %d persisted, %d dead-lettered as %s%n",
                seconds(begin),
                persisted,
                letters.size(),
                letters.stream()
                        .collect(Collectors.groupingBy(
                                letter -> header(letter, "sw-error-code"), TreeMap::new, Collectors.counting())));

        assertThat(wrong)
                .as("answers that are neither a success nor a refusal, seed %d", seed)
                .isEmpty();
        // Nothing came in late, and nothing twice.
        assertThat(persisted + letters.size()).isEqualTo(expected - kafka.repeats());
        assertThat(letters.stream().map(FuzzIT::number)).doesNotHaveDuplicates();
        assertThat(letters).allSatisfy(letter -> assertThat(header(letter, "sw-error-code"))
                .isNotEmpty());
        for (String topic : DEAD_LETTER_TOPICS.subList(1, DEAD_LETTER_TOPICS.size())) {
            assertThat(deadLetters(topic)).as("%s, seed %d", topic, seed).isEmpty();
        }
        awaitCompiled();
        // Enough of both to mean something.
        assertThat(persisted).isGreaterThan(2_000);
        assertThat(letters).hasSizeGreaterThan(1_000);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(new String(api.get("/readyz").raw())).startsWith("{\"status\":\"ready\""));
    }

    /**
     * What was taken.
     *
     * @param accepted records that were acknowledged, or episodes that REST called created
     * @param repeats how many of them repeat another one
     */
    private record Sent(int accepted, int repeats) {}

    private Sent produce() throws Exception {
        var fuzzer = new EpisodeFuzzer(seed);
        int repeats = 0;
        var sent = new ArrayList<Future<RecordMetadata>>();
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        system.bootstrapServers(),
                        "max.request.size",
                        KafkaSettings.MAX_RECORD_BYTES,
                        "compression.type",
                        "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int number = 0; number < RECORDS; number++) {
                Fuzzed fuzzed = fuzzer.record(number);
                repeats += fuzzed.repeat() ? 1 : 0;
                sent.add(producer.send(fuzzed.producerRecord(number)));
            }
        }
        for (Future<RecordMetadata> one : sent) {
            one.get();
        }
        return new Sent(sent.size(), repeats);
    }

    private Sent request() throws Exception {
        var fuzzer = new EpisodeFuzzer(seed + 1);
        var answers = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < REQUESTS; i++) {
                byte[] body = fuzzer.body(RECORDS + i);
                answers.add(threads.submit(() -> created("/v1/episodes", body)));
            }
            for (int i = 0; i < BATCHES; i++) {
                byte[] body = fuzzer.batch(RECORDS + REQUESTS + i * BATCH, BATCH);
                answers.add(threads.submit(() -> created("/v1/episodes/batch", body)));
            }
        }
        int accepted = 0;
        for (Future<Integer> answer : answers) {
            accepted += answer.get();
        }
        return new Sent(accepted, 0);
    }

    /** How many episodes a request created; each answer is a success or an error of the document below 500. */
    private int created(String path, byte[] body) throws Exception {
        var answer = api.sendBytes("POST", path, body, "Content-Type", "application/json");
        boolean refused = answer.status() >= 400;
        if (answer.status() >= 500
                || refused && answer.at("/error/code").asString("").isEmpty()) {
            wrong.add(report(path, body, answer));
        }
        if (refused) {
            return 0;
        }
        return path.endsWith("/batch") ? answer.at("/episodes_created").asInt() : answer.status() == 200 ? 0 : 1;
    }

    private String report(String path, byte[] body, Api.Answer answer) {
        String text = new String(body, StandardCharsets.UTF_8);
        return "seed %d, %s of %s answered %d: %s"
                .formatted(
                        seed,
                        path,
                        text.substring(0, Math.min(500, text.length())),
                        answer.status(),
                        new String(answer.raw(), StandardCharsets.UTF_8));
    }

    /** Also what the compiler makes of such texts ends: each episode is compiled or its job has failed. */
    private void awaitCompiled() {
        await().atMost(SETTLED).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> assertThat(count("""
                        SELECT count(*) FROM episodes e LEFT JOIN subject_compiles c USING (subject_id, tenant_id)
                        WHERE c.compiled_through IS NULL OR c.compiled_through < e.log_offset"""))
                .as("episodes that wait for their compile, seed %d", seed)
                .isZero());
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", system.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
            }
            return found;
        }
    }

    private static String number(ConsumerRecord<byte[], byte[]> letter) {
        return header(letter, EpisodeFuzzer.NUMBER);
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private long count(String sql) throws Exception {
        DatabaseUrl database = DatabaseUrl.parse(system.databaseUrl());
        try (var connection = DriverManager.getConnection(database.jdbc(), database.user(), database.password());
                var row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
