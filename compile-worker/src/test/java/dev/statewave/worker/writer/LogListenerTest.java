package dev.statewave.worker.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.failure.ReadAgainException;
import dev.statewave.contract.failure.UnsupportedRecordException;
import dev.statewave.contract.subjectlog.SubjectRecord.CompileRequested;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.worker.kafka.RememberingProducer;
import dev.statewave.worker.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogListenerTest {

    private final TestDatabase database = TestDatabase.get();
    private final RememberingProducer producer = new RememberingProducer();
    private final LogListener listener = new LogListener(Writers.of(database), producer.template());
    private final int partition = TestDatabase.newPartition();

    @Test
    void records_areWritten_andAnnounced() {
        listener.handle(List.of(record(0, request("a")), record(7, request("b"))));

        assertThat(jobs()).isEqualTo(2);
        assertThat(position()).isEqualTo(8);
        assertThat(announced()).containsExactly("8");
    }

    @Test
    void repeat_changesNothing_andIsAnnouncedAgain() {
        var records = List.of(record(0, request("a")));
        listener.handle(records);
        database.update("DELETE FROM compile_jobs WHERE subject_id = ?", subject());

        listener.handle(records);

        assertThat(jobs()).isZero();
        assertThat(announced()).containsExactly("1", "1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "null",
                "{}",
                "{\"kind\":\"CompileRequested\"}",
                "{\"kind\":\"CompileRequested\",\"job_id\":\"j\",\"mode\":\"sync\",\"requested_at\":null}",
                "{\"kind\":\"EpisodeRecorded\",\"id\":\"00000000-0000-0000-0000-000000000001\",\"source\":\"s\","
                        + "\"type\":\"t\",\"occurred_at\":null,\"created_at\":\"2026-01-01T00:00:00Z\"}"
            })
    void invalidRecord_isTheFaultOfTheRecord_andNothingIsWritten(String value) {
        var records = List.of(record(0, request("a")), record(1, value.getBytes(StandardCharsets.UTF_8)));

        assertThatThrownBy(() -> listener.handle(records)).isInstanceOf(InvalidRecordException.class);

        assertThat(position()).isZero();
        assertThat(announced()).isEmpty();
    }

    @Test
    void recordWithoutAKeyOrAValue_isInvalid() {
        assertThatThrownBy(() -> listener.handle(List.of(record(0, null)))).isInstanceOf(InvalidRecordException.class);
        assertThatThrownBy(() -> listener.handle(
                        List.of(new ConsumerRecord<>(Topics.SUBJECT_LOG, partition, 0, null, request("a")))))
                .isInstanceOf(InvalidRecordException.class);
    }

    @Test
    void recordOfANewerVersion_isUnsupported() {
        var newer = record(0, request("a"));
        RecordHeaders.put(newer.headers(), RecordHeaders.SCHEMA_VERSION, "2");

        assertThatThrownBy(() -> listener.handle(List.of(newer))).isInstanceOf(UnsupportedRecordException.class);
        assertThatThrownBy(() -> listener.handle(List.of(record(0, "{\"kind\":\"SubjectFrozen\"}".getBytes()))))
                .isInstanceOf(UnsupportedRecordException.class);
    }

    /** A transaction leaves a marker behind its records, and retention a log that begins later. */
    @Test
    void recordsBehindAGap_areReadAgainOnce_andThenWritten() {
        var records = List.of(record(4, request("a")));
        assertReadAgain(0, () -> listener.handle(records));
        assertThat(position()).isZero();

        listener.handle(records);

        assertThat(position()).isEqualTo(5);
        listener.handle(List.of(record(5, request("b"))));
        assertThat(jobs()).isEqualTo(2);
    }

    @Test
    void databaseThatWasSetBack_isGivenWhatItHasLost() {
        var first = record(0, request("a"));
        var second = record(1, request("b"));
        listener.handle(List.of(first));
        listener.handle(List.of(second));
        // As a replica that had not received the second one when it became the primary.
        database.update("DELETE FROM compile_jobs WHERE job_id = ?", "b" + partition);
        database.update("UPDATE log_positions SET next_offset = 1 WHERE log_partition = ?", partition);

        assertReadAgain(1, () -> listener.handle(List.of(record(2, request("c")))));
        listener.handle(List.of(second, record(2, request("c"))));

        assertThat(jobs()).isEqualTo(3);
        assertThat(position()).isEqualTo(3);
    }

    @Test
    void deadLetter_movesThePositionPastNothing_thatTheDatabaseHasLost() {
        listener.handle(List.of(record(0, request("a"))));
        database.update("UPDATE log_positions SET next_offset = 0 WHERE log_partition = ?", partition);

        assertReadAgain(0, () -> listener.deadLettered(record(1, "nonsense".getBytes())));
        assertThat(position()).isZero();
    }

    /** The group has committed less than the database has, as after a kill. */
    @Test
    void recordsThatAnotherWriterHasApplied_areNoGap() {
        database.update("INSERT INTO log_positions (log_partition, next_offset) VALUES (?, 6)", partition);

        listener.handle(List.of(record(4, request("a")), record(6, request("b"))));

        assertThat(jobs()).isEqualTo(1);
        assertThat(position()).isEqualTo(7);
    }

    private static void assertReadAgain(long from, ThrowingCallable read) {
        assertThatThrownBy(read).isInstanceOfSatisfying(ReadAgainException.class, again -> assertThat(again.offset())
                .isEqualTo(from));
    }

    @Test
    void position_movesPastARecord_onceItsDeadLetterIsWritten() {
        var record = record(0, "nonsense".getBytes());

        assertThat(listener.givenUp(record, "unreadable", new IllegalStateException()))
                .isTrue();
        assertThat(position()).isZero();

        listener.deadLettered(record);
        assertThat(position()).isEqualTo(1);
        assertThat(announced()).containsExactly("1");
    }

    private long jobs() {
        return database.count("SELECT count(*) FROM compile_jobs WHERE subject_id = ?", subject());
    }

    private long position() {
        return database.count(
                "SELECT coalesce((SELECT next_offset FROM log_positions WHERE log_partition = ?), 0)", partition);
    }

    private List<String> announced() {
        return producer.history().stream()
                .filter(sent ->
                        sent.topic().equals(Topics.COMMITS) && sent.key().equals(String.valueOf(partition)))
                .map(sent -> new String(sent.value(), StandardCharsets.US_ASCII))
                .toList();
    }

    private String subject() {
        return "listened:" + partition;
    }

    private byte[] request(String job) {
        return new CompileRequested(job + partition, "async", Instant.EPOCH).bytes();
    }

    private ConsumerRecord<String, byte[]> record(long offset, byte[] value) {
        return new ConsumerRecord<>(Topics.SUBJECT_LOG, partition, offset, "/" + subject(), value);
    }
}
