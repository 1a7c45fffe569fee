package dev.statewave.ingest.compile;

import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.topics.Topics;
import dev.statewave.ingest.log.TopicTail;
import dev.statewave.platform.kafka.KafkaLifecycle;
import dev.statewave.platform.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/**
 * Hands the results of compile jobs to the calls that wait for them in this process; results that nobody here waits for
 * pass by.
 */
public final class CompileResults {

    private final Map<String, CompletableFuture<CompileResult>> waiting = new ConcurrentHashMap<>();
    private final TopicTail tail;

    public CompileResults(KafkaSettings kafka) {
        this.tail = new TopicTail(
                kafka, Topics.COMPILE_RESULTS, false, record -> accept(Json.read(record.value(), CompileResult.class)));
    }

    public KafkaLifecycle.Part tail() {
        return tail;
    }

    /**
     * Begins to wait at once, so that the request may be sent after this call and no result is missed.
     *
     * @return the result; a time-out error when the bound is over first
     */
    Mono<CompileResult> expect(String jobId, Duration bound) {
        if (!tail.positioned()) {
            throw ApiException.unavailable("kafka", "Compile results cannot be followed at the moment.");
        }
        var result = new CompletableFuture<CompileResult>();
        waiting.put(jobId, result);
        return Mono.fromFuture(result, true).timeout(bound).doFinally(signal -> waiting.remove(jobId));
    }

    /** For a wait whose request was never sent. */
    void forget(String jobId) {
        waiting.remove(jobId);
    }

    private void accept(CompileResult result) {
        var waits = waiting.get(result.jobId());
        if (waits != null) {
            waits.complete(result);
        }
    }
}
