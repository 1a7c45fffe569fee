package dev.statewave.worker.compile.jobs;

import dev.statewave.contract.compile.CompileCommand;
import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.contract.topics.RecordHeaders;
import dev.statewave.contract.topics.Topics;
import dev.statewave.worker.compile.JobStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.stereotype.Component;

/**
 * The role {@code compiler}. Its concurrency is the number of compiles in flight, and since a subject's commands share
 * a partition, no subject is compiled twice at once.
 */
@Component
class CompileListener {

    /** The consumer group of all compilers. */
    static final String GROUP = "statewave-compiler";

    private static final Logger log = LoggerFactory.getLogger(CompileListener.class);

    private final SubjectCompiler compiler;
    private final CompileJobRepository jobs;
    private final KafkaTemplate<String, byte[]> kafka;
    private final Timer timer;

    CompileListener(
            SubjectCompiler compiler,
            CompileJobRepository jobs,
            KafkaTemplate<String, byte[]> kafka,
            MeterRegistry metrics) {
        this.compiler = compiler;
        this.jobs = jobs;
        this.kafka = kafka;
        this.timer = Timer.builder("statewave.compile")
                .description("Compiles of one subject")
                .register(metrics);
    }

    /** Whatever it throws, the same command comes again, and after some times {@link #giveUp}. */
    void onCommand(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        String requestId = RecordHeaders.text(record.headers(), RecordHeaders.REQUEST_ID);
        try (var id = MDC.putCloseable("request_id", requestId)) {
            var key = SubjectKey.parse(record.key());
            var command = Json.read(record.value(), CompileCommand.class);
            var started = Timer.start();
            SubjectCompiler.Turn turn = compiler.compile(key, command, requestId);
            started.stop(timer);
            // Before the result: a client that has it may search at once, and its vectors should be on their way.
            kafka.send(Topics.EMBED, record.key(), Json.bytes(Json.object())).join();
            if (turn.more()) {
                // Behind the other subjects of the partition, which have waited long enough.
                kafka.send(new ProducerRecord<>(Topics.COMPILE, null, record.key(), record.value(), record.headers()))
                        .join();
            }
            publish(turn.result());
            log.debug("Compiled {}: {}", record.key(), turn);
        }
    }

    /**
     * The command failed too often: its job says so, and its episodes stay pending until the subject is compiled again.
     */
    void giveUp(ConsumerRecord<?, ?> record, Exception failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        log.error("Compile of {} is given up", record.key(), cause);
        var key = SubjectKey.parse((String) record.key());
        var command = Json.read((byte[]) record.value(), CompileCommand.class);
        String jobId = command.explicit()
                ? command.jobId()
                : UUID.randomUUID().toString().substring(0, 8);
        jobs.failed(jobId, key, command.reason(), cause.toString());
        publish(command.explicit() ? new CompileResult(jobId, JobStatus.FAILED.text(), 0, 0, cause.toString()) : null);
    }

    private void publish(@Nullable CompileResult result) {
        if (result != null) {
            kafka.send(new ProducerRecord<>(Topics.COMPILE_RESULTS, result.jobId(), Json.bytes(result)))
                    .join();
        }
    }
}
