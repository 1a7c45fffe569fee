package dev.statewave.harness.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.system.Api;
import dev.statewave.local.kafka.LocalBroker;
import dev.statewave.local.postgres.LocalPostgres;
import dev.statewave.local.postgres.PostgresBinaries;
import dev.statewave.local.preflight.FreePort;
import dev.statewave.local.system.Deployable;
import dev.statewave.platform.postgres.DatabaseUrl;
import dev.statewave.platform.postgres.Migrations;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Many events for endpoints of which each gives a trouble of its own, while the dispatcher is killed again and again.
 * It is small by default; a storm of hours is {@code -Dstatewave.test.storm.events=100000
 * -Dstatewave.test.storm.kills=20}.
 */
class WebhookStormIT {

    private static final int EACH_TRANSACTION = 50;
    private static final String ROLLED_BACK = "rolled-back";
    /** How late the event of a probe may be at an endpoint in order beside endpoints in trouble. */
    private static final Duration GENEROUS = Duration.ofSeconds(15);

    private static final int PROBES = 20;

    private final int events = Integer.getInteger("statewave.test.storm.events", 300);
    private final int kills = Integer.getInteger("statewave.test.storm.kills", 1);
    private final long seed = Long.getLong("statewave.test.seed", System.nanoTime());
    private final Duration settled = Duration.ofSeconds(240).plusMillis(events * 50L);
    private final int subjects = Math.max(10, events / 100);

    private final StormReceiver sound = new StormReceiver("sound");
    private final StormReceiver failing = new StormReceiver("failing");
    private final StormReceiver hanging = new StormReceiver("hanging");
    private final StormReceiver slow = new StormReceiver("slow");
    private final StormReceiver moving = new StormReceiver("moving");
    private final List<StormReceiver> receivers = List.of(sound, failing, hanging, slow, moving);
    /** These keep the order of each subject. */
    private final List<StormReceiver> inOrder = List.of(failing, slow, moving);

    private final Map<StormReceiver, String> endpoints = new HashMap<>();

    private final int brokerPort = FreePort.find();
    private final int ingestPort = FreePort.find();
    private final int dispatcherPort = FreePort.find();
    private final List<ConfigurableApplicationContext> running = new ArrayList<>();
    private LocalPostgres postgres;
    private LocalBroker broker;
    private ServiceProcess dispatcher;
    private Api api;

    @BeforeEach
    void start() throws Exception {
        Path home = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "storm");
        postgres = new LocalPostgres(PostgresBinaries.find().orElseThrow(), home.resolve("postgres"), FreePort.find());
        postgres.start();
        new Migrations(DatabaseUrl.parse(postgres.url())).run();
        broker = new LocalBroker(LocalBroker.Ports.local(brokerPort, FreePort.find()), home.resolve("kafka"));
        broker.start();
        dispatcher = new ServiceProcess(
                Deployable.WEBHOOK_DISPATCHER.title(),
                Deployable.WEBHOOK_DISPATCHER.mainClass(),
                List.of("--server.port=" + dispatcherPort),
                Map.of(
                        "STATEWAVE_DATABASE_URL", postgres.url(),
                        "STATEWAVE_DATABASE_POOL_TIMEOUT_SECONDS", "30",
                        "STATEWAVE_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                        "STATEWAVE_WEBHOOK_TIMEOUT", "1",
                        "STATEWAVE_WEBHOOK_ALLOWED_TARGETS", "127.0.0.1",
                        "STATEWAVE_WEBHOOK_ENDPOINT_BREAK_SECONDS", "1",
                        "STATEWAVE_WEBHOOK_ENDPOINT_RETRY_SECONDS",
                                "0.05,0.1,0.3,1,2,3,3,3,3,3,5,5,5,5,5,10,10,10,20,30"),
                home);
        dispatcher.start();
        run(Deployable.INGEST_SERVICE, "--server.port=" + ingestPort);
        run(Deployable.COMPILE_WORKER, "--server.port=0", "--statewave.worker-roles=writer");
        api = new Api("http://localhost:" + ingestPort);
        await().atMost(Duration.ofSeconds(90))
                .ignoreExceptions()
                .until(() -> record("start").status() == 201);
    }

    private void run(Deployable deployable, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--statewave.database-url=" + postgres.url());
        all.add("--statewave.kafka-bootstrap-servers=" + broker.bootstrapServers());
        all.add("--statewave.webhook-allowed-targets=127.0.0.1");
        all.add("--spring.main.register-shutdown-hook=false");
        running.add(deployable.application().run(all.toArray(String[]::new)));
    }

    @AfterEach
    void stop() {
        receivers.forEach(StormReceiver::close);
        dispatcher.close();
        running.reversed().forEach(ConfigurableApplicationContext::close);
        broker.close();
        postgres.close();
    }

    @Test
    void whateverReceiversDo_andHoweverOftenTheDispatcherIsKilled_theGuaranteesHold() throws Exception {
        System.out.printf("storm of %d events and %d kills, seed %d%n", events, kills, seed);
        var random = new Random(seed);
        failing.answerBy(() -> ThreadLocalRandom.current().nextInt(10) < 3 ? 503 : 200);
        hanging.answerBy(() -> ThreadLocalRandom.current().nextInt(50) == 0 ? StormReceiver.HANGS : 200);
        slow.answerAfter(20);
        for (StormReceiver receiver : receivers) {
            register(receiver);
        }
        String moves = endpoints.get(moving);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writing = threads.submit(this::produce);
            for (int kill = 0; kill < kills; kill++) {
                if (kill == kills / 2) {
                    move(moves);
                }
                awaitDispatcher();
                Thread.sleep(500 + random.nextInt(1_500));
                dispatcher.kill();
                dispatcher.start();
            }
            writing.get();
        }
        awaitDispatcher();
        probe();
        failing.answerBy(() -> 200);
        hanging.answerBy(() -> 200);
        awaitTaken(receivers, events + PROBES);
        check();
    }

    private void register(StormReceiver receiver) throws Exception {
        var answer = api.post(
                "/v1/webhook-endpoints",
                "{'url':'%s','ordering':'%s','event_types':['episode.created'],'filters':{'subject_prefix':'storm-'}}"
                        .formatted(receiver.url(), inOrder.contains(receiver) ? "fifo" : "best_effort"));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        endpoints.put(receiver, answer.at("/id").asString());
    }

    private void move(String id) throws Exception {
        moving.open();
        assertThat(api.send("PATCH", "/v1/webhook-endpoints/" + id, "{\"url\":\"%s\"}".formatted(moving.url()))
                        .status())
                .isEqualTo(200);
        moving.closeFirst();
    }

    /** In transactions, of which every fifth is aborted; and an event of a transaction of the database that is. */
    private Void produce() throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", broker.bootstrapServers(), "transactional.id", "storm-" + seed),
                new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            int number = 0;
            for (int transaction = 0; number < events; transaction++) {
                boolean abort = transaction % 5 == 1;
                producer.beginTransaction();
                for (int i = 0; i < EACH_TRANSACTION && (abort || number < events); i++) {
                    String subject = abort ? "storm-" + ROLLED_BACK : "storm-" + number++ % subjects;
                    producer.send(new ProducerRecord<>(
                            Topics.EPISODES,
                            subject,
                            "{\"subject_id\":\"%s\",\"source\":\"storm\",\"type\":\"note\",\"payload\":{\"text\":\"n\"}}"
                                    .formatted(subject)));
                }
                producer.flush();
                if (abort) {
                    producer.abortTransaction();
                    emitAndRollBack();
                } else {
                    producer.commitTransaction();
                }
            }
        }
        return null;
    }

    private void emitAndRollBack() throws SQLException {
        String event = """
                [{"id":"%s","type":"episode.created","tenant":null,"subject":"storm-%s","time":"%s",
                "data":{"id":"%s","subject_id":"storm-%s"},"request_id":null}]""".formatted(UUID.randomUUID(), ROLLED_BACK, Instant.EPOCH, UUID.randomUUID(), ROLLED_BACK);
        try (Connection database = connect()) {
            database.setAutoCommit(false);
            try (var emit = database.prepareStatement("SELECT pg_logical_emit_message(true, ?, ?)::text")) {
                emit.setString(1, StatewaveEvent.WAL_PREFIX);
                emit.setString(2, event);
                emit.execute();
            }
            database.rollback();
        }
    }

    /** While two endpoints take nothing at all, the sound one hears as soon as ever. */
    private void probe() throws Exception {
        awaitTaken(List.of(sound), events);
        failing.answerBy(() -> 503);
        hanging.answerBy(() -> StormReceiver.HANGS);
        for (int i = 0; i < PROBES; i++) {
            long start = System.nanoTime();
            var recorded = record("storm-probe-" + i);
            assertThat(recorded.status()).isEqualTo(201);
            String episode = recorded.at("/id").asString();
            await().atMost(GENEROUS.plusSeconds(5))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> sound.takenAt(episode) != null);
            assertThat(Duration.ofNanos(sound.takenAt(episode) - start))
                    .as("probe %d, seed %d", i, seed)
                    .isLessThan(GENEROUS);
        }
    }

    private Api.Answer record(String subject) throws Exception {
        return api.post(
                "/v1/episodes",
                "{'subject_id':'%s','source':'storm','type':'note','payload':{'text':'n'}}".formatted(subject));
    }

    private void awaitTaken(List<StormReceiver> by, int count) {
        await().atMost(settled).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
            for (StormReceiver receiver : by) {
                assertThat(receiver.takenCount())
                        .as("events that %s has taken, seed %d; the deliveries are %s", receiver.name(), seed, states())
                        .isGreaterThanOrEqualTo(count);
            }
        });
    }

    private String states() throws SQLException {
        try (Connection database = connect();
                var statement = database.createStatement();
                var row = statement.executeQuery("""
                        SELECT string_agg(concat(endpoint_id, ' ', status, ' ', count), ', ') FROM (
                            SELECT endpoint_id, status, count(*) FROM webhook_deliveries GROUP BY 1, 2 ORDER BY 1, 2) each""")) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private void check() throws SQLException {
        var stored = new TreeMap<String, List<String>>();
        try (Connection database = connect();
                var statement = database.createStatement();
                var rows = statement.executeQuery(
                        "SELECT subject_id, id::text FROM episodes WHERE subject_id LIKE 'storm-%' ORDER BY log_offset")) {
            while (rows.next()) {
                stored.computeIfAbsent(rows.getString(1), subject -> new ArrayList<>())
                        .add(rows.getString(2));
            }
        }
        Set<String> committed = stored.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        assertThat(committed).as("committed, seed %d", seed).hasSize(events + PROBES);
        for (StormReceiver receiver : receivers) {
            Map<String, List<String>> heard = receiver.heard();
            var foreign = new HashSet<>(receiver.taken());
            foreign.removeAll(committed);
            assertThat(foreign)
                    .as("what %s heard of and was rolled back, seed %d", receiver.name(), seed)
                    .isEmpty();
            assertThat(heard).doesNotContainKey("storm-" + ROLLED_BACK);
            assertThat(receiver.taken())
                    .as("what %s has taken, seed %d", receiver.name(), seed)
                    .containsAll(committed);
            if (inOrder.contains(receiver)) {
                assertThat(heard)
                        .as("the order at %s, seed %d", receiver.name(), seed)
                        .isEqualTo(stored);
            }
        }
    }

    private void awaitDispatcher() {
        dispatcher.awaitReady(() -> {
            try (var client = HttpClient.newHttpClient()) {
                return client.send(
                                        HttpRequest.newBuilder(
                                                        URI.create("http://localhost:" + dispatcherPort + "/healthz"))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            }
        });
    }

    private Connection connect() throws SQLException {
        DatabaseUrl url = DatabaseUrl.parse(postgres.url());
        return DriverManager.getConnection(url.jdbc(), url.user(), url.password());
    }
}
