package dev.statewave.worker.compile.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.compile.JobId;
import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.failure.RetryableException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectRecord.CompileRequested;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.BatchHandler;
import dev.statewave.worker.TestWorker;
import dev.statewave.worker.store.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompileListenerTest {

    private final TestWorker worker = new TestWorker();
    private final CompileListener listener = worker.bean(CompileListener.class);
    private final int partition = TestDatabase.newPartition();
    private final String jobId = JobId.random();

    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void command_isCompiled_andItsResultPublished() throws Exception {
        write("I live in Porto.");

        listener.handle(record(new CompileCommand(jobId, "async", new LogPosition(partition, 1))));

        assertThat(results()).containsExactly(new CompileResult(jobId, "completed", 2, 0, null));
        assertThat(worker.database()
                        .text(
                                "SELECT claim_value FROM memories WHERE subject_id = ? AND claim_key IS NOT NULL",
                                subject()))
                .isEqualTo("porto");
        assertThat(worker.sent(Topics.EMBED)).extracting(sent -> sent.key()).containsExactly(key());
        assertThat(worker.database()
                        .count(
                                "SELECT count(*) FROM subject_compiles WHERE subject_id = ? AND unembedded_since IS NOT NULL",
                                subject()))
                .isOne();
    }

    @Test
    void longText_isStoredAsASummaryAndItsPassages_ofWhichOneIsReported() throws Exception {
        String filler = "The minutes of the meeting are long and say little of interest. ".repeat(40);
        write(filler + "The safe in the cellar opens with 4711. " + filler, "short");

        listener.handle(record(new CompileCommand(jobId, "async", new LogPosition(partition, 2))));

        assertThat(results()).containsExactly(new CompileResult(jobId, "completed", 2, 0, null));
        String passages = "FROM memories p JOIN memories m ON m.id = p.passage_of "
                + "WHERE p.subject_id = ? AND p.kind = 'passage' AND m.kind = 'episode_summary' "
                + "AND p.source_episode_ids = m.source_episode_ids";
        assertThat(worker.database().count("SELECT count(*) " + passages, subject()))
                .isGreaterThan(10);
        assertThat(worker.database()
                        .count(
                                "SELECT count(*) " + passages
                                        + " AND p.content LIKE '%4711%' AND p.words @@ '''4711'''",
                                subject()))
                .isOne();
        assertThat(worker.database()
                        .text(
                                "SELECT string_agg(passages::text, ' ' ORDER BY sequence) FROM memories "
                                        + "WHERE subject_id = ? AND kind = 'episode_summary'",
                                subject()))
                .matches("[1-9]\\d 0");
        assertThat(worker.database()
                        .count(
                                "SELECT count(*) FROM memories WHERE subject_id = ? AND kind = 'passage' "
                                        + "AND reported_by IS NOT NULL",
                                subject()))
                .isZero();
    }

    @Test
    void repeatOfACommand_answersTheSame_andStoresNothing() throws Exception {
        write("I live in Porto.");
        var record = record(new CompileCommand(jobId, "async", new LogPosition(partition, 1)));
        listener.handle(record);

        listener.handle(record);

        assertThat(results()).hasSize(2).containsOnly(new CompileResult(jobId, "completed", 2, 0, null));
        assertThat(worker.database().count("SELECT count(*) FROM memories WHERE subject_id = ?", subject()))
                .isEqualTo(2);
    }

    @Test
    void commandAheadOfTheWriter_isRetried_andSaysWhatItWaitsFor() {
        var record = record(new CompileCommand(jobId, "async", new LogPosition(partition, 7)));

        assertThatThrownBy(() -> listener.handle(record))
                .isInstanceOf(RetryableException.class)
                .hasMessageContaining("partition " + partition)
                .hasMessageContaining("offset 7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "null", "{}", "{\"job_id\":\"j\",\"reason\":\"sync\",\"position\":null}"})
    void unreadableCommand_isTheFaultOfTheRecord_andIsDeadLettered(String value) {
        var record = record(value.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> listener.handle(record)).isInstanceOf(InvalidRecordException.class);
        assertThat(listener.givenUp(record, "unreadable", new IllegalStateException()))
                .isTrue();
        assertThat(worker.database().count("SELECT count(*) FROM compile_jobs WHERE subject_id = ?", subject()))
                .isZero();
    }

    @Test
    void commandThatIsGivenUp_endsAsAFailedJobWithItsReason() throws Exception {
        write("hello");
        var record = record(new CompileCommand(jobId, "async", new LogPosition(partition, 1)));

        assertThat(listener.givenUp(record, "handler_failed", new StackOverflowError("deep")))
                .isFalse();

        assertThat(worker.database().text("SELECT status || ': ' || error FROM compile_jobs WHERE job_id = ?", jobId))
                .isEqualTo("failed: java.lang.StackOverflowError: deep");
        assertThat(results())
                .containsExactly(new CompileResult(jobId, "failed", 0, 0, "java.lang.StackOverflowError: deep"));
    }

    @Test
    void commandThatNobodyAskedFor_leavesAFailedJobToo() {
        var record = record(new CompileCommand(null, "continuous", new LogPosition(partition, 1)));

        assertThat(listener.givenUp(record, "handler_failed", new IllegalStateException("x\0y")))
                .isFalse();

        assertThat(worker.database().text("SELECT error FROM compile_jobs WHERE subject_id = ?", subject()))
                .isEqualTo("java.lang.IllegalStateException: xy");
        assertThat(results()).isEmpty();
    }

    @Test
    void jobThatCannotEvenBeStored_isDeadLettered() {
        var record = record(new CompileCommand("a\0b", "async", new LogPosition(partition, 1)));

        assertThat(listener.givenUp(record, "refused_by_database", new IllegalStateException()))
                .isTrue();
    }

    @Test
    void largeEpisodes_areCompiledInSmallerBatches() throws Exception {
        String text = "x ".repeat(300_000);
        write(text, text, text);

        listener.handle(record(new CompileCommand(jobId, "sync", new LogPosition(partition, 3))));

        // Two of them have more than a million characters, and a synchronous compile takes one batch.
        assertThat(results()).containsExactly(new CompileResult(jobId, "completed", 2, 1, null));
    }

    private void write(String... texts) throws Exception {
        var records = new java.util.ArrayList<ConsumerRecord<String, byte[]>>();
        long offset = 0;
        records.add(new ConsumerRecord<>(
                Topics.SUBJECT_LOG,
                partition,
                offset++,
                key(),
                new CompileRequested(jobId, "async", Instant.EPOCH).bytes()));
        for (String text : texts) {
            records.add(new ConsumerRecord<>(
                    Topics.SUBJECT_LOG,
                    partition,
                    offset++,
                    key(),
                    episode(text).bytes()));
        }
        worker.bean(BatchHandler.class).handle(records);
    }

    private static EpisodeRecorded episode(String text) {
        return new EpisodeRecorded(
                UUID.randomUUID(),
                "user",
                "message",
                Json.object().put("text", text),
                null,
                null,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                null);
    }

    private List<CompileResult> results() {
        return worker.sent(Topics.COMPILE_RESULTS).stream()
                .map(sent -> Json.read(sent.value(), CompileResult.class))
                .toList();
    }

    private String subject() {
        return "compiled:" + partition;
    }

    private String key() {
        return "acme/" + subject();
    }

    private ConsumerRecord<String, byte[]> record(CompileCommand command) {
        return record(Json.bytes(command));
    }

    private ConsumerRecord<String, byte[]> record(byte[] value) {
        return new ConsumerRecord<>(Topics.COMPILE, 0, 0, key(), value);
    }
}
