package dev.statewave.harness.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.topics.Topics;
import dev.statewave.harness.client.WebhookReceiver;
import dev.statewave.harness.system.Api;
import dev.statewave.harness.system.TestSystem;
import dev.statewave.harness.tracing.TraceCollector.Span;
import dev.statewave.local.system.LocalSystem;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces on a system of its own, whose spans go to a collector of the test. */
class TracingIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String SECRET_TEXT = "I live in Montevideo.";

    @TempDir
    private static Path home;

    private static TraceCollector collector;
    private static WebhookReceiver receiver;
    private static LocalSystem system;
    private static Api api;

    private final String subject = "traced:" + UUID.randomUUID();
    private final String trace = UUID.randomUUID().toString().replace("-", "");
    private final String traceparent = "00-" + trace + "-00f067aa0ba902b7-01";

    @BeforeAll
    static void start() {
        collector = new TraceCollector();
        receiver = new WebhookReceiver();
        system = LocalSystem.apart(
                home,
                List.of(
                        "--statewave.tracing=otlp",
                        "--OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.endpoint(),
                        "--statewave.webhook-url=" + receiver.url(),
                        "--statewave.webhook-allowed-targets=127.0.0.1",
                        "--statewave.compile-quiet-ms=200"));
        api = new Api(system.start());
    }

    @AfterAll
    static void stop() {
        system.close();
        receiver.close();
        collector.close();
    }

    @Test
    void oneTrace_spansTheWayOfAnEpisode_fromTheRequestToTheWebhook() throws Exception {
        assertThat(record("traceparent", traceparent, "baggage", "secret=1").status())
                .isEqualTo(201);

        assertThat(wayTo("episode.created"))
                .containsExactly(
                        "api-gateway POST",
                        "ingest-service POST /v1/episodes",
                        "ingest-service append statewave.subject-log",
                        "compile-worker write statewave.subject-log",
                        "webhook-dispatcher relay statewave.events",
                        "webhook-dispatcher process deliveries",
                        "webhook-dispatcher POST webhook");
        assertThat(wayTo("memories.compiled"))
                .containsExactly(
                        "api-gateway POST",
                        "ingest-service POST /v1/episodes",
                        "ingest-service append statewave.subject-log",
                        "compile-worker process compiler",
                        "compile-worker compile_memories",
                        "webhook-dispatcher relay statewave.events",
                        "webhook-dispatcher process deliveries",
                        "webhook-dispatcher POST webhook");
        await().atMost(SOON).untilAsserted(() -> assertThat(way(spanNamed("embed_memories")))
                .endsWith("compile-worker process embedder", "compile-worker embed_memories")
                .contains("compile-worker process compiler"));

        assertThat(collector.ofTrace(trace)).allSatisfy(span -> assertThat(span.toString())
                .doesNotContain("Montevideo")
                .doesNotContain(subject)
                .doesNotContain("secret"));
    }

    @Test
    void anEndpointOfATenant_getsTheSameTrace() throws Exception {
        try (var endpoint = new WebhookReceiver()) {
            var created = api.post(
                    "/v1/webhook-endpoints",
                    "{'url': '%s', 'event_types': ['episode.created'], 'filters': {'subject_prefix': '%s'}}"
                            .formatted(endpoint.url(), subject));
            assertThat(created.status()).isEqualTo(201);

            record("traceparent", traceparent);

            await().atMost(SOON).until(() -> !endpoint.about(subject).isEmpty());
            String sent = endpoint.about(subject).getFirst().traceparent();
            assertThat(sent).startsWith("00-" + trace + "-");
            await().atMost(SOON).untilAsserted(() -> assertThat(way(spanWithId(sent.substring(36, 52))))
                    .containsSequence(
                            "webhook-dispatcher relay statewave.events",
                            "webhook-dispatcher attempt delivery",
                            "webhook-dispatcher POST webhook"));
        }
    }

    @Test
    void aProducer_mayNameTheTraceInAHeaderOfItsRecord() throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", system.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer())) {
            var record = new ProducerRecord<>(
                    Topics.EPISODES,
                    subject,
                    "{\"subject_id\":\"%s\",\"source\":\"crm\",\"type\":\"note\",\"payload\":{\"text\":\"%s\"}}"
                            .formatted(subject, SECRET_TEXT)
                            .getBytes());
            record.headers().add("traceparent", traceparent.getBytes());
            producer.send(record).get(10, TimeUnit.SECONDS);
        }

        assertThat(wayTo("episode.created"))
                .startsWith("ingest-service normalize statewave.episodes", "compile-worker write statewave.subject-log")
                .endsWith("webhook-dispatcher POST webhook");
    }

    @Test
    void readsAndBatches_haveTheSpansOfTheContract() throws Exception {
        api.post(
                "/v1/episodes/batch",
                "{'episodes': [{'subject_id': '%s', 'source': 's', 'type': 't', 'payload': {'text': 'Tea.'}}]}"
                        .formatted(subject),
                "traceparent",
                traceparent);
        assertThat(api.post(
                                "/v1/context",
                                "{'subject_id': '%s', 'task': 'Where does she live?'}".formatted(subject),
                                "traceparent",
                                traceparent)
                        .status())
                .isEqualTo(200);
        assertThat(api.get("/v1/memories/search?subject_id=" + subject + "&q=tea", "traceparent", traceparent)
                        .status())
                .isEqualTo(200);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(way(spanNamed("create_episodes_batch")))
                    .containsExactly(
                            "api-gateway POST",
                            "ingest-service POST /v1/episodes/batch",
                            "ingest-service create_episodes_batch");
            assertThat(way(spanNamed("find_passages")))
                    .containsExactly(
                            "api-gateway POST",
                            "context-service POST /v1/context",
                            "context-service assemble_context",
                            "context-service find_passages");
            assertThat(way(spanNamed("rank_and_pack"))).contains("context-service assemble_context");
            assertThat(way(spanNamed("search_memories"))).contains("context-service GET /v1/memories/search");
        });
    }

    @Test
    void aHostileHeader_isIgnored() throws Exception {
        for (String hostile : List.of("00-zz", "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01", "x".repeat(4_000))) {
            assertThat(record("traceparent", hostile).status()).isEqualTo(201);
        }
    }

    @Test
    void aCallerThatDoesNotSample_isFollowed() throws Exception {
        record("traceparent", "00-" + trace + "-00f067aa0ba902b7-00");

        await().atMost(SOON).until(() -> !receiver.about(subject).isEmpty());
        assertThat(receiver.about(subject).getFirst().traceparent())
                .startsWith("00-" + trace + "-")
                .endsWith("-00");
        assertThat(collector.ofTrace(trace)).isEmpty();
    }

    @Test
    void whileTheCollectorHangs_answersAreTheSame_andOnlySpansAreLost() throws Exception {
        collector.hang();
        try {
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                assertThat(record("traceparent", traceparent).status()).isEqualTo(201);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            }
            await().atMost(SOON)
                    .until(() -> receiver.about(subject).stream()
                                    .filter(delivery -> delivery.event().equals("episode.created"))
                                    .count()
                            == 5);
            await().atMost(SOON).until(() -> lost() > 0);
        } finally {
            collector.answerAgain();
        }
    }

    @Test
    void off_nothingIsWrittenToRecords_norSentToReceivers() throws Exception {
        TestSystem plain = TestSystem.get();
        assertThat(plain.api()
                        .post(
                                "/v1/episodes",
                                "{'subject_id': '%s', 'source': 's', 'type': 't', 'payload': {'text': 'Tea.'}}"
                                        .formatted(subject),
                                "traceparent",
                                traceparent)
                        .status())
                .isEqualTo(201);

        await().atMost(SOON).until(() -> !plain.receiver().about(subject).isEmpty());
        assertThat(plain.receiver().about(subject).getFirst().traceparent()).isNull();
        for (String topic : List.of(Topics.SUBJECT_LOG, Topics.EVENTS, Topics.WEBHOOKS)) {
            assertThat(plain.records(topic))
                    .filteredOn(record -> record.key() != null && record.key().contains(subject))
                    .isNotEmpty()
                    .allMatch(record -> record.headers().lastHeader("traceparent") == null);
        }
        assertThat(collector.ofTrace(trace)).isEmpty();
        assertThat(metrics(plain.deployables().get("ingest-service"))).doesNotContain("statewave_trace_spans");
        plain.api().delete("/v1/subjects/" + subject);
    }

    private Api.Answer record(String... headers) throws Exception {
        return api.post(
                "/v1/episodes",
                "{'subject_id': '%s', 'source': 'chat', 'type': 'message', 'payload': {'text': '%s'}}"
                        .formatted(subject, SECRET_TEXT),
                headers);
    }

    /** The spans from the first one to the one whose id the receiver was sent with an event. */
    private List<String> wayTo(String event) {
        await().atMost(SOON).until(() -> receiver.about(subject).stream()
                .anyMatch(delivery -> delivery.event().equals(event)));
        String sent = receiver.about(subject).stream()
                .filter(delivery -> delivery.event().equals(event))
                .findFirst()
                .orElseThrow()
                .traceparent();
        assertThat(sent).startsWith("00-" + trace + "-").endsWith("-01");
        String[] first = {""};
        List<String> way = new ArrayList<>();
        await().atMost(SOON).untilAsserted(() -> {
            way.clear();
            way.addAll(way(spanWithId(sent.substring(36, 52)), first));
            assertThat(first[0])
                    .as("the parent of the first span, after %s", way)
                    .isEqualTo("00f067aa0ba902b7");
        });
        return way;
    }

    private List<String> way(Span last) {
        return way(last, new String[1]);
    }

    private List<String> way(Span last, String[] parentOfFirst) {
        var way = new ArrayList<String>();
        for (Span span = last; span != null; span = spanWithIdOrNull(span.parent())) {
            way.addFirst(span.service() + " " + span.name());
            parentOfFirst[0] = span.parent();
        }
        return way;
    }

    private Span spanNamed(String name) {
        return collector.ofTrace(trace).stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no span " + name + " yet"));
    }

    private Span spanWithId(String id) {
        Span span = spanWithIdOrNull(id);
        if (span == null) {
            throw new AssertionError("no span with the id " + id + " yet");
        }
        return span;
    }

    private Span spanWithIdOrNull(String id) {
        return collector.ofTrace(trace).stream()
                .filter(span -> span.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private static double lost() throws Exception {
        return metrics(system.ingestUrl())
                .lines()
                .filter(line -> line.startsWith("statewave_trace_spans_lost_total{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static String metrics(String url) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(url + "/metrics")).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
