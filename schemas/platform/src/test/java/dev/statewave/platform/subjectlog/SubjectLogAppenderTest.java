package dev.statewave.platform.subjectlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.mock.MockProducerFactory;
import reactor.core.publisher.Mono;

class SubjectLogAppenderTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final SubjectKey KEY = SubjectKey.of("acme", "user:1");

    private final MockProducer<String, byte[]> single = producer(false);
    private final MockProducer<String, byte[]> transactional = producer(true);
    private final CircuitBreaker breaker = CircuitBreaker.ofDefaults("kafka");
    private final SubjectLogAppender appender = new SubjectLogAppender(
            new MockProducerFactory<>(() -> single),
            new MockProducerFactory<>((transaction, id) -> transactional, "test-"),
            1,
            breaker);

    private static MockProducer<String, byte[]> producer(boolean transactional) {
        var producer =
                new MockProducer<String, byte[]>(
                        transactional, null, new StringSerializer(), new ByteArraySerializer()) {
                    @Override
                    public void close(Duration timeout) {
                        // A template closes the producer of this factory after each use.
                    }
                };
        if (transactional) {
            producer.initTransactions();
        }
        return producer;
    }

    @AfterEach
    void close() {
        while (single.completeNext()) {
            // Ends what a test left in flight: close() waits for it.
        }
        appender.close();
    }

    @Test
    void record_isAppendedUnderItsSubjectWithItsHeaders() {
        EpisodeRecorded episode = episode("key-1");
        CompletableFuture<LogPosition> append =
                appender.append(KEY, episode, "r-1").toFuture();
        await().until(single::completeNext);

        assertThat(append).succeedsWithin(LIMIT).isEqualTo(new LogPosition(0, 0));
        var record = single.history().getFirst();
        assertThat(record.topic()).isEqualTo(Topics.SUBJECT_LOG);
        assertThat(record.key()).isEqualTo("acme/user:1");
        assertThat(SubjectRecord.read(record.headers(), record.value())).isEqualTo(episode);
        assertThat(RecordHeaders.text(record.headers(), RecordHeaders.KIND)).isEqualTo("EpisodeRecorded");
        assertThat(RecordHeaders.text(record.headers(), RecordHeaders.REQUEST_ID))
                .isEqualTo("r-1");
    }

    @Test
    void producerWithoutABroker_meansThatNothingWasRecorded() {
        single.sendException = new TimeoutException("no metadata");

        ApiException answer = failure(appender.append(KEY, episode("key-1"), null));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("kafka_unavailable");
    }

    @Test
    void deliveryTimeout_isUnconfirmedAndNamesTheKey() {
        var append = appender.append(KEY, episode("key-1"), null).toFuture();
        fail(new TimeoutException("expired"));

        ApiException answer = failure(Mono.fromFuture(append));

        assertThat(answer.code()).isEqualTo("write_unconfirmed");
        assertThat(Json.text(answer.details())).contains("key-1");
    }

    @Test
    void recordThatKafkaRefuses_wasNotRecorded() {
        var refused = appender.append(KEY, episode(null), null).toFuture();
        fail(new AuthorizationException("no"));
        assertThat(failure(Mono.fromFuture(refused)).code()).isEqualTo("kafka_unavailable");

        var large = appender.append(KEY, episode(null), null).toFuture();
        fail(new RecordTooLargeException("large"));
        assertThat(failure(Mono.fromFuture(large)).status()).isEqualTo(413);
    }

    @Test
    void appendBeyondTheBound_isRejectedUntilAnEarlierOneEnds() {
        var first = appender.append(KEY, episode(null), null).toFuture();

        ApiException answer = failure(appender.append(KEY, episode(null), null));

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.code()).isEqualTo("overloaded");
        await().until(single::completeNext);
        assertThat(first).succeedsWithin(LIMIT);
        assertThat(oneMore()).succeedsWithin(LIMIT);
    }

    private CompletableFuture<LogPosition> oneMore() {
        var append = appender.append(KEY, episode(null), null).toFuture();
        await().until(() -> append.isDone() || single.completeNext());
        return append;
    }

    @Test
    void callerThatCancels_keepsItsPlaceUntilKafkaAnswers() {
        appender.append(KEY, episode(null), null).subscribe().dispose();

        assertThat(failure(appender.append(KEY, episode(null), null)).code()).isEqualTo("overloaded");

        await().until(single::completeNext);
        await().untilAsserted(() -> assertThat(oneMore()).succeedsWithin(LIMIT));
    }

    @Test
    void severalRecords_areOneTransaction() {
        var positions =
                appender.appendAll(List.of(entry("a"), entry("b")), "r-2").block(LIMIT);

        assertThat(positions).containsExactly(new LogPosition(0, 0), new LogPosition(0, 1));
        assertThat(transactional.commitCount()).isEqualTo(1);
        assertThat(transactional.history()).hasSize(2);
        assertThat(single.history()).isEmpty();
    }

    @Test
    void oneRecord_needsNoTransaction() {
        var append = appender.appendAll(List.of(entry("a")), null).toFuture();
        await().until(single::completeNext);

        assertThat(append).succeedsWithin(LIMIT).isEqualTo(List.of(new LogPosition(0, 0)));
        assertThat(transactional.commitCount()).isZero();
    }

    @Test
    void failureBeforeTheCommit_abortsTheTransactionAndRecordsNothing() {
        transactional.sendException = new TimeoutException("no metadata");

        ApiException answer = failure(appender.appendAll(List.of(entry("a"), entry("b")), null));

        assertThat(answer.code()).isEqualTo("kafka_unavailable");
        assertThat(transactional.transactionAborted()).isTrue();
        assertThat(transactional.history()).isEmpty();
    }

    @Test
    void failedCommit_isUnconfirmedAndNamesAllKeys() {
        transactional.commitTransactionException = new TimeoutException("late");

        ApiException answer = failure(appender.appendAll(List.of(entry("a"), entry("b")), null));

        assertThat(answer.code()).isEqualTo("write_unconfirmed");
        assertThat(Json.text(answer.details())).contains("[\"a\",\"b\"]");
    }

    @Test
    void openBreaker_rejectsWithoutAskingKafka() {
        breaker.transitionToOpenState();

        assertThatThrownBy(() -> appender.append(KEY, episode(null), null).block(LIMIT))
                .isInstanceOf(CallNotPermittedException.class);
        assertThat(single.history()).isEmpty();
    }

    /** Fails the record in flight some time after the producer took it, as a broker does. */
    private void fail(RuntimeException failure) {
        await().pollDelay(Duration.ofMillis(200)).until(() -> single.errorNext(failure));
    }

    private static LogEntry entry(String idempotencyKey) {
        return new LogEntry(KEY, episode(idempotencyKey));
    }

    private static EpisodeRecorded episode(String idempotencyKey) {
        return new EpisodeRecorded(
                UUID.randomUUID(),
                "chat",
                "message",
                Json.object(),
                Json.object(),
                Json.object(),
                null,
                idempotencyKey,
                Instant.EPOCH,
                Instant.EPOCH,
                null);
    }

    private static ApiException failure(Mono<?> append) {
        return catchThrowableOfType(ApiException.class, () -> append.block(LIMIT));
    }
}
