package dev.statewave.harness.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.harness.system.Api;
import dev.statewave.local.Statewave;
import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.postgres.PostgresBinaries;
import dev.statewave.local.preflight.FreePort;
import dev.statewave.local.system.Deployable;
import dev.statewave.platform.postgres.DatabaseUrl;
import dev.statewave.platform.postgres.Migrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Agents write over REST, and producers with compression and with transactions to Kafka, while one part after another
 * is killed. Each part is a process of its own and dies of SIGKILL, as does the postmaster of PostgreSQL. In the end
 * every {@link Guarantee} has to hold.
 */
class GuaranteesIT {

    private static final int AGENTS = 4;
    private static final Duration SETTLED = Duration.ofSeconds(240);

    private final long seed = Long.getLong("statewave.test.seed", System.nanoTime());
    private final Random seeds = new Random(seed);
    private final Accepted accepted = new Accepted();
    private final AtomicBoolean writing = new AtomicBoolean(true);
    private final WebhookReceiver receiver = new WebhookReceiver();
    /**
     * Of an endpoint that keeps the order. It fails three of ten attempts, which takes time, so it hears of agents
     * alone.
     */
    private final WebhookReceiver inOrder = new WebhookReceiver();
    /** How often all parts are killed: raise it for a storm of hours. */
    private final int rounds = Integer.getInteger("statewave.test.rounds", 1);

    private final List<ServiceProcess> started = new ArrayList<>();
    private final int brokerPort = FreePort.find();
    private final int ingestPort = FreePort.find();
    private Path home;
    private LocalPostgres postgres;
    private ServiceProcess broker;
    private ServiceProcess worker;
    private ServiceProcess dispatcher;
    private ServiceProcess ingest;

    @BeforeEach
    void start() throws Exception {
        home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "guarantees");
        postgres = new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        postgres.start();
        new Migrations(DatabaseUrl.parse(postgres.url())).run();
        broker = part(
                "broker",
                Statewave.class.getName(),
                List.of("broker"),
                Map.of(
                        "STATEWAVE_HOME",
                        home.toString(),
                        "STATEWAVE_LOCAL_KAFKA_PORT",
                        String.valueOf(brokerPort),
                        "STATEWAVE_LOCAL_KAFKA_CONTROLLER_PORT",
                        String.valueOf(FreePort.find())));
        ingest = part(Deployable.INGEST_SERVICE, List.of("--server.port=" + ingestPort), environment());
        worker = part(Deployable.COMPILE_WORKER, List.of("--server.port=0"), environment());
        dispatcher = part(Deployable.WEBHOOK_DISPATCHER, List.of("--server.port=0"), environment());
        started.forEach(ServiceProcess::start);
        awaitWrites();
        register();
    }

    private void register() throws Exception {
        var random = new Random(seed);
        inOrder.answerEach(() -> {
            synchronized (random) {
                return random.nextInt(10) < 3 ? 503 : 200;
            }
        });
        var answer = new Api("http://localhost:" + ingestPort)
                .post(
                        "/v1/webhook-endpoints",
                        "{'url':'%s','ordering':'fifo','event_types':['episode.created'],'filters':{'subject_prefix':'agent-'}}"
                                .formatted(inOrder.url()));
        assertThat(answer.status()).isEqualTo(201);
    }

    private Map<String, String> environment() {
        return Map.of(
                "STATEWAVE_DATABASE_URL",
                postgres.url(),
                "STATEWAVE_KAFKA_BOOTSTRAP_SERVERS",
                "localhost:" + brokerPort,
                "STATEWAVE_WEBHOOK_URL",
                receiver.url(),
                "STATEWAVE_WEBHOOK_EVENTS",
                "episode.created",
                "STATEWAVE_WEBHOOK_RETRY_SECONDS",
                "1",
                "STATEWAVE_WEBHOOK_ALLOWED_TARGETS",
                "127.0.0.1",
                "STATEWAVE_WEBHOOK_ENDPOINT_RETRY_SECONDS",
                "0.05,0.1,0.2,0.5,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
                "STATEWAVE_COMPILE_QUIET_MS",
                "300",
                "STATEWAVE_COMPILE_MAX_WAIT_MS",
                "1000",
                "STATEWAVE_EMBEDDING_PROVIDER",
                "none");
    }

    private ServiceProcess part(Deployable deployable, List<String> arguments, Map<String, String> environment) {
        return part(deployable.title(), deployable.mainClass(), arguments, environment);
    }

    private ServiceProcess part(String name, String main, List<String> arguments, Map<String, String> environment) {
        var part = new ServiceProcess(name, main, arguments, environment, home);
        started.add(part);
        return part;
    }

    private void awaitWrites() {
        var api = new Api("http://localhost:" + ingestPort);
        await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> {
            var answer = api.post(
                    "/v1/episodes",
                    "{'subject_id':'start','source':'s','type':'t','payload':{'n':0,'text':'start'},"
                            + "'idempotency_key':'0'}");
            return answer.status() == 201 || answer.status() == 200;
        });
        accepted.add("start", 0);
    }

    @AfterEach
    void stop() {
        started.forEach(ServiceProcess::close);
        postgres.close();
        receiver.close();
        inOrder.close();
    }

    @Test
    void whateverIsKilled_allGuaranteesHold() throws Exception {
        System.out.println("seed " + seed + " (repeat with -Dstatewave.test.seed)");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writers = new ArrayList<Future<?>>();
            for (int i = 0; i < AGENTS; i++) {
                int agent = i;
                writers.add(threads.submit(() -> agent(agent)));
            }
            producers().forEach(producer -> writers.add(threads.submit(producer)));
            for (int round = 0; round < rounds; round++) {
                killEachPart();
            }
            writing.set(false);
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        awaitSettled();
        try (Connection database = connect()) {
            for (Guarantee guarantee : Guarantee.values()) {
                System.out.printf(
                        "checking %s for %d episodes, %d aborted, %d invalid, seed %d%n",
                        guarantee, accepted.count(), accepted.aborted.get(), accepted.invalid.get(), seed);
                guarantee.check(accepted, database, heard(), deadLetters());
            }
            checkEndpoint(database);
        }
        assertThat(accepted.count())
                .as("enough to mean something, seed " + seed)
                .isGreaterThan(300);
        assertThat(accepted.aborted).as("aborted episodes, seed " + seed).hasPositiveValue();
        // With settings only, and each by itself: so it also has to stop.
        for (ServiceProcess part : List.of(ingest, worker, dispatcher, broker)) {
            assertThat(part.stop()).as(part.name() + " stops within seconds").isLessThan(20);
        }
    }

    /** Each event at least once, and no event before an earlier one of its subject. */
    private void checkEndpoint(Connection database) throws SQLException {
        var heard = new TreeMap<String, Set<String>>();
        inOrder.deliveries().forEach(delivery -> heard.computeIfAbsent(
                        delivery.body().at("/data/subject_id").asString(""), subject -> new LinkedHashSet<>())
                .add(delivery.body().at("/data/id").asString("")));
        var stored = new TreeMap<String, List<String>>();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(
                        "SELECT subject_id, id::text FROM episodes WHERE subject_id LIKE 'agent-%' ORDER BY log_offset")) {
            while (rows.next()) {
                stored.computeIfAbsent(rows.getString(1), subject -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        stored.forEach((subject, episodes) -> assertThat(heard.getOrDefault(subject, Set.of()))
                .as("order of %s at the endpoint, seed %d", subject, seed)
                .containsExactlyElementsOf(episodes));
        assertThat(Guarantee.count(
                        database,
                        "SELECT count(*) FROM webhook_deliveries WHERE body IS NOT NULL AND status <> 'delivered'"))
                .as("deliveries that are left")
                .isZero();
    }

    private List<Runnable> producers() {
        String servers = "localhost:" + brokerPort;
        var producers = new ArrayList<Runnable>();
        for (String compression : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            producers.add(
                    new CompressedProducer(servers, compression, new Random(seeds.nextLong()), accepted, writing::get));
        }
        for (String compression : List.of("none", "zstd")) {
            producers.add(new TransactionalProducer(
                    servers,
                    "transactions-" + compression,
                    compression,
                    new Random(seeds.nextLong()),
                    accepted,
                    writing::get));
        }
        return producers;
    }

    private void killEachPart() throws InterruptedException {
        var random = new Random(seed);
        var deaths = new ArrayList<Runnable>(List.of(
                () -> restart(worker),
                () -> restart(broker),
                () -> restart(dispatcher),
                () -> restart(ingest),
                () -> killPostgres(random.nextInt(1_500)),
                () -> restart(worker),
                () -> restart(broker),
                () -> killPostgres(random.nextInt(1_500))));
        Collections.shuffle(deaths, random);
        Thread.sleep(3_000);
        for (Runnable death : deaths) {
            death.run();
            Thread.sleep(4_000 + random.nextInt(2_000));
        }
        Thread.sleep(3_000);
    }

    private void killPostgres(int millisAway) {
        try {
            long pid = Long.parseLong(Files.readAllLines(home.resolve("postgres/data/postmaster.pid"))
                    .getFirst()
                    .strip());
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Pause.millis(millisAway);
        postgres.restart();
    }

    private static void restart(ServiceProcess part) {
        part.kill();
        part.start();
    }

    /** One subject has most of the episodes. Each write is repeated under its key until it is taken. */
    private void agent(int agent) {
        var random = new Random(seed + agent);
        var api = new Api("http://localhost:" + ingestPort);
        int[] numbers = new int[4];
        while (writing.get()) {
            int which = random.nextInt(10) < 7 ? 0 : random.nextInt(4);
            String subject = "agent-" + agent + "-" + which;
            int number = numbers[which]++;
            String body = ("{'subject_id':'%s','source':'chat','type':'message',"
                            + "'payload':{'n':%d,'text':'number %d'},'idempotency_key':'%d'}")
                    .formatted(subject, number, number, number);
            while (!taken(api, subject, body)) {
                Pause.millis(100);
            }
            accepted.add(subject, number);
        }
    }

    private boolean taken(Api api, String subject, String body) {
        try {
            var answer = api.post("/v1/episodes", body);
            if (answer.status() == 201) {
                checkReadable(subject, answer.at("/id").asString());
            }
            return answer.status() < 300;
        } catch (Exception e) {
            return false;
        }
    }

    private void checkReadable(String subject, String id) {
        try (Connection database = connect()) {
            if (Guarantee.count(database, "SELECT count(*) FROM episodes WHERE id = '" + id + "'") != 1) {
                accepted.unreadable.add(subject + " " + id);
            }
        } catch (SQLException e) {
            // The database has been killed since.
        }
    }

    private void awaitSettled() {
        await().atMost(SETTLED)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .untilAsserted(() -> {
                    try (Connection database = connect()) {
                        assertThat(Guarantee.count(database, "SELECT count(*) FROM episodes"))
                                .as("episodes, seed %d", seed)
                                .isGreaterThanOrEqualTo(accepted.count());
                        assertThat(Guarantee.count(
                                        database, "SELECT count(*) FROM memories WHERE kind = 'episode_summary'"))
                                .as("summaries, seed %d", seed)
                                .isGreaterThanOrEqualTo(accepted.count());
                        assertThat(heard().size()).as("heard, seed %d", seed).isGreaterThanOrEqualTo(accepted.count());
                        assertThat(
                                        Guarantee.count(
                                                database,
                                                "SELECT count(*) FROM webhook_deliveries WHERE body IS NOT NULL AND status = 'pending'"))
                                .as("deliveries to the endpoint that wait, seed %d", seed)
                                .isZero();
                        assertThat(deadLetters())
                                .as("dead letters, seed %d", seed)
                                .isGreaterThanOrEqualTo(accepted.invalid.get());
                    }
                });
    }

    private Set<String> heard() {
        return receiver.deliveries().stream()
                .map(heard -> heard.body().at("/data/id").asString(""))
                .collect(Collectors.toSet());
    }

    private int deadLetters() {
        var settings = Map.<String, Object>of(
                "bootstrap.servers", "localhost:" + brokerPort, "isolation.level", "read_committed");
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partition = new TopicPartition(Topics.EPISODES_DLT, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            int count = 0;
            while (consumer.position(partition) < end) {
                count += consumer.poll(Duration.ofMillis(200)).count();
            }
            return count;
        }
    }

    private Connection connect() throws SQLException {
        DatabaseUrl url = DatabaseUrl.parse(postgres.url());
        return DriverManager.getConnection(url.jdbc(), url.user(), url.password());
    }
}
