package dev.statewave.ingest.subjectlog;

import static org.awaitility.Awaitility.await;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.policy.PolicyMode;
import dev.statewave.contract.rest.Headers;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.ingest.FakeDatabase;
import dev.statewave.ingest.IngestSettings;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.RetentionGuard;
import dev.statewave.platform.policy.PolicyHits;
import dev.statewave.platform.policy.PolicyRepository;
import dev.statewave.platform.policy.PolicySettings;
import dev.statewave.platform.policy.PolicyViews;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import dev.statewave.platform.subjectlog.SubjectLogAppender;
import dev.statewave.platform.web.ApiErrors;
import dev.statewave.platform.web.ApiExceptionHandler;
import dev.statewave.platform.web.RequestIdFilter;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.kafka.mock.MockProducerFactory;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.WebFilter;

/** The write side of the API over a Kafka and a database that stand in for the real ones. */
public final class FakeWriteSide {

    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    public final MeterRegistry metrics = new SimpleMeterRegistry();
    public final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    public final KafkaSettings kafka = new KafkaSettings("localhost:1", "", 1, 1, 1, 1, 50);
    public final DeadLetterPublisher deadLetters = new DeadLetterPublisher(kafka, metrics);
    public final IngestSettings settings = new IngestSettings(100, 1, 100, 100, 10_000, "", false);
    public final FakeDatabase database = new FakeDatabase();
    public final ScopedReads reads = new ScopedReads(database.pool(), metrics);
    public final SubjectLog subjectLog;
    /** Of tenants without a bundle. */
    public final PolicyViews policies;

    private final Producer single = new Producer();
    private final Producer transactional = new Producer();
    private final CommitWatermarks watermarks = new CommitWatermarks(kafka, deadLetters, metrics);

    public FakeWriteSide() {
        var rules = new FakeDatabase();
        rules.row(Map.of("mode", "log_only", "found", false));
        var ruleReads = new ScopedReads(rules.pool(), metrics);
        policies = new PolicyViews(
                ruleReads,
                new PolicyRepository(ruleReads, new PolicySettings(PolicyMode.LOG_ONLY, false)),
                new PolicyHits(new ScopedWrites(rules.pool()), metrics));
        transactional.initTransactions();
        var appender = new SubjectLogAppender(
                new MockProducerFactory<>(() -> single),
                new MockProducerFactory<>((isTransactional, id) -> transactional, "test-"),
                100,
                CircuitBreaker.ofDefaults("kafka"));
        var retention = new RetentionGuard(kafka, List.of(), new ConcurrentTaskScheduler(), clock, metrics);
        subjectLog = new SubjectLog(appender, watermarks, retention, settings);
    }

    /** Lets the writer have committed whatever is appended. */
    public void persist() {
        watermarks.advance(0, Long.MAX_VALUE);
    }

    /** Lets Kafka refuse every record. */
    public void refuse() {
        single.sendException = new TimeoutException("no metadata");
        transactional.sendException = new TimeoutException("no metadata");
    }

    /** Lets Kafka take every record and confirm none. */
    public void leaveUnconfirmed() {
        single.confirms = false;
        transactional.commitTransactionException = new TimeoutException("late");
    }

    /** The records on the log. */
    public List<SubjectRecord> appended() {
        return single.history().isEmpty() ? read(transactional.history()) : read(single.history());
    }

    /** The key of the only record on the log. */
    public String key() {
        return single.history().getFirst().key();
    }

    private static List<SubjectRecord> read(List<ProducerRecord<String, byte[]>> records) {
        return records.stream()
                .map(record -> SubjectRecord.read(record.headers(), record.value()))
                .toList();
    }

    /** A client of one controller, with the JSON dialect and the error answers of the service. */
    public static WebTestClient client(Object controller) {
        var errors = new ApiExceptionHandler(ApiErrors::of);
        WebFilter answerErrors =
                (exchange, chain) -> chain.filter(exchange).onErrorResume(failure -> errors.handle(exchange, failure));
        return WebTestClient.bindToController(controller)
                .httpMessageCodecs(codecs -> {
                    codecs.defaultCodecs().jacksonJsonEncoder(new JacksonJsonEncoder(Json.MAPPER));
                    codecs.defaultCodecs().jacksonJsonDecoder(new JacksonJsonDecoder(Json.MAPPER));
                })
                .webFilter(new RequestIdFilter(), answerErrors)
                .configureClient()
                .responseTimeout(Duration.ofSeconds(30))
                .build();
    }

    /** Asserts that a write that Kafka refuses, and one that it does not confirm, are answered as such. */
    public void assertKafkaFailuresAreTold(Supplier<WebTestClient.RequestHeadersSpec<?>> write) {
        leaveUnconfirmed();
        assertUnavailable(write, "write_unconfirmed");
        refuse();
        assertUnavailable(write, "kafka_unavailable");
    }

    private static void assertUnavailable(Supplier<WebTestClient.RequestHeadersSpec<?>> write, String code) {
        write.get()
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .exists("Retry-After")
                .expectHeader()
                .doesNotExist(Headers.PERSISTED)
                .expectBody()
                .jsonPath("$.error.code")
                .isEqualTo(code)
                .jsonPath("$.error.request_id")
                .isNotEmpty();
    }

    /** Confirms each record at once, or fails it after a moment as a time-out of a delivery does. */
    private static final class Producer extends MockProducer<String, byte[]> {

        private volatile boolean confirms = true;

        Producer() {
            super(false, null, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<String, byte[]> record, Callback callback) {
            Future<RecordMetadata> sent = super.send(record, callback);
            if (confirms) {
                completeNext();
            } else {
                Thread.startVirtualThread(() ->
                        await().pollDelay(Duration.ofMillis(200)).until(() -> errorNext(new TimeoutException("late"))));
            }
            return sent;
        }

        @Override
        public void close(Duration timeout) {
            // A template closes the producer of this factory after each use.
        }
    }
}
