package dev.statewave.worker.retention;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.compile.JobId;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.LogPosition;
import dev.statewave.contract.subjectlog.SubjectRecord;
import dev.statewave.contract.subjectlog.SubjectRecord.EpisodeRecorded;
import dev.statewave.contract.subjectlog.SubjectRecord.SubjectDeleted;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.BatchHandler;
import dev.statewave.platform.kafka.RecordHandler;
import dev.statewave.worker.TestWorker;
import dev.statewave.worker.store.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Subjects of a tenant of its own, which come by the log and are compiled. */
final class RecordedSubjects {

    private static final int PARTITION = TestDatabase.newPartition();
    private static long offset;

    final String tenant = "aged-" + UUID.randomUUID();
    private final BatchHandler writer;
    private final RecordHandler compiler;
    private final List<ConsumerRecord<String, byte[]>> log = new ArrayList<>();

    RecordedSubjects(TestWorker worker) {
        this.writer = worker.bean(BatchHandler.class);
        this.compiler = worker.bean(RecordHandler.class);
    }

    /** Recorded so many days ago, and a minute; the days are its type. */
    static EpisodeRecorded episode(int days, String text) {
        Instant at = Instant.now().minus(Duration.ofDays(days)).minusSeconds(60);
        return new EpisodeRecorded(
                UUID.randomUUID(),
                "user",
                String.valueOf(days),
                Json.object().put("text", text),
                Json.object(),
                Json.object(),
                "session",
                null,
                at,
                at,
                null);
    }

    void write(String subject, SubjectRecord... records) throws Exception {
        var batch = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (SubjectRecord record : records) {
            batch.add(new ConsumerRecord<>(
                    Topics.SUBJECT_LOG, PARTITION, offset++, tenant + "/" + subject, record.bytes()));
        }
        log.addAll(batch);
        writer.handle(batch);
    }

    /** Hands everything to the writer once more. */
    void repeat() throws Exception {
        writer.handle(log);
    }

    void erase(String subject) throws Exception {
        write(subject, new SubjectDeleted(Instant.now()));
    }

    void compile(String subject) throws Exception {
        compile(subject, null, "continuous");
    }

    void rebuild(String subject) throws Exception {
        compile(subject, JobId.random(), CompileCommand.REBUILD);
    }

    private void compile(String subject, String job, String mode) throws Exception {
        var command = new CompileCommand(job, mode, new LogPosition(PARTITION, last()));
        compiler.handle(new ConsumerRecord<>(Topics.COMPILE, 0, 0, tenant + "/" + subject, Json.bytes(command)));
    }

    /** The offset of the last record. */
    long last() {
        return offset - 1;
    }
}
