package dev.statewave.worker.compile.jobs;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.compile.JobId;
import dev.statewave.contract.failure.InvalidRecordException;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.DeadLetterListener;
import dev.statewave.platform.kafka.RecordHandler;
import dev.statewave.platform.logging.LogContext;
import dev.statewave.platform.pauses.RecordPlace;
import dev.statewave.platform.postgres.DatabaseFailure;
import dev.statewave.platform.tracing.TraceSpan;
import dev.statewave.worker.compile.rebuild.RebuildRepository;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * Executes compile commands. All commands of a subject stand on one partition, so no subject is compiled twice at once.
 */
@Component
class CompileListener implements RecordHandler, DeadLetterListener {

    private static final Logger log = LoggerFactory.getLogger(CompileListener.class);

    private final SubjectCompiler compiler;
    private final CompileJobRepository jobs;
    private final RebuildRepository rebuilds;
    private final KafkaTemplate<String, byte[]> kafka;
    private final Timer timer;
    private final Counter failed;

    CompileListener(
            SubjectCompiler compiler,
            CompileJobRepository jobs,
            RebuildRepository rebuilds,
            KafkaTemplate<String, byte[]> kafka,
            MeterRegistry metrics) {
        this.compiler = compiler;
        this.jobs = jobs;
        this.rebuilds = rebuilds;
        this.kafka = kafka;
        this.timer = Timer.builder("statewave.compile")
                .description("Compiles of one subject")
                .register(metrics);
        this.failed = Counter.builder("statewave.compiles.failed")
                .description("Compiles that were given up")
                .register(metrics);
    }

    /** A compile that nobody waits for does all that one up to an earlier record would; a job is answered by itself. */
    static RecordPlace place(ConsumerRecord<String, byte[]> record) {
        SubjectKey key = SubjectKey.parse(record.key());
        CompileCommand command = Json.record(record.value(), CompileCommand.class);
        return new RecordPlace(
                key.tenant(),
                key.subject(),
                command.jobId() == null ? command.reason() : "job " + command.jobId(),
                command.position().offset(),
                null);
    }

    @Override
    public void handle(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        SubjectKey key = SubjectKey.parse(record.key());
        CompileCommand command = Json.record(record.value(), CompileCommand.class);
        String requestId = RecordHeaders.text(record.headers(), RecordHeaders.REQUEST_ID);
        try (var about = LogContext.of(requestId, key.tenant())) {
            var started = Timer.start();
            SubjectCompiler.Turn turn = compile(key, command, requestId);
            started.stop(timer);
            // Before the result: a client that has it may search at once, and its vectors should be on their way.
            var embed = new ProducerRecord<>(Topics.EMBED, record.key(), Json.bytes(Json.object()));
            RecordHeaders.put(
                    embed.headers(),
                    RecordHeaders.TRACEPARENT,
                    TraceSpan.current().traceparent());
            kafka.send(embed).join();
            if (turn.more()) {
                // Behind the other subjects of the partition, which have waited long enough.
                kafka.send(new ProducerRecord<>(Topics.COMPILE, null, record.key(), record.value(), record.headers()))
                        .join();
            }
            publish(turn.result());
            log.debug("Compiled {}: {}", record.key(), turn);
        }
    }

    private SubjectCompiler.Turn compile(SubjectKey key, CompileCommand command, @Nullable String requestId)
            throws InterruptedException {
        TraceSpan span = TraceSpan.current().child("compile_memories").tell("statewave.compile.mode", command.reason());
        try (var active = span.activate()) {
            return compiler.compile(key, command, requestId);
        } catch (Throwable e) {
            span.failed(e);
            throw e;
        } finally {
            span.end();
        }
    }

    /**
     * Ends a command that failed too often as a failed job with its reason. The episodes stay pending until the subject
     * is compiled again. A command that cannot be read has no job and is dead-lettered.
     */
    @Override
    public boolean givenUp(ConsumerRecord<String, byte[]> record, String code, Throwable cause) {
        SubjectKey key;
        CompileCommand command;
        try {
            key = SubjectKey.parse(record.key());
            command = Json.record(record.value(), CompileCommand.class);
        } catch (InvalidRecordException e) {
            return true;
        }
        CompileResult result =
                Results.failed(command.jobId() == null ? JobId.random() : command.jobId(), cause.toString());
        try {
            if (command.jobId() == null && command.rebuild()) {
                rebuilds.failed(key, cause.toString());
            }
            jobs.failed(key, command.reason(), result);
        } catch (DataAccessException e) {
            if (DatabaseFailure.of(e) != DatabaseFailure.DATA) {
                throw e;
            }
            // Not even its job can be stored.
            return true;
        }
        failed.increment();
        log.error("The compile of {} is given up: {}", record.key(), cause.toString());
        publish(command.explicit() ? result : null);
        return false;
    }

    private void publish(@Nullable CompileResult result) {
        if (result != null) {
            kafka.send(new ProducerRecord<>(Topics.COMPILE_RESULTS, result.jobId(), Json.bytes(result)))
                    .join();
        }
    }
}
