package dev.statewave.ingest.compile;

import dev.statewave.contract.compile.CompileResult;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.contract.topics.Topics;
import dev.statewave.platform.kafka.DeadLetterPublisher;
import dev.statewave.platform.kafka.KafkaSettings;
import dev.statewave.platform.kafka.ManagedComponent;
import dev.statewave.platform.kafka.TopicTail;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/**
 * Hands the results of compile jobs to the calls that wait for them in this process, and ignores results that no call
 * waits for.
 */
final class CompileResults {

    private final Map<String, CompletableFuture<CompileResult>> waiting = new ConcurrentHashMap<>();
    private final TopicTail tail;
    private final Predicate<TopicTail> follows;

    /** @param follows whether the tail sees every result from now on */
    CompileResults(
            KafkaSettings kafka, DeadLetterPublisher deadLetters, MeterRegistry metrics, Predicate<TopicTail> follows) {
        this.follows = follows;
        this.tail = new TopicTail(
                kafka,
                deadLetters,
                metrics,
                Topics.COMPILE_RESULTS,
                "statewave-ingest",
                false,
                record -> accept(Json.record(record.value(), CompileResult.class)));
    }

    ManagedComponent tail() {
        return tail;
    }

    /** The number of calls that wait now. */
    int waiting() {
        return waiting.size();
    }

    /**
     * Registers for a result before its request is sent, so that none is missed, until the call ends in any way.
     *
     * @param request sends the request; it gets the result to wait for
     */
    <T> Mono<T> during(String jobId, Duration bound, Function<Mono<CompileResult>, Mono<T>> request) {
        return Mono.defer(() -> {
            if (!follows.test(tail)) {
                return Mono.error(
                        ApiException.unavailable("kafka", "Compile results cannot be followed at the moment."));
            }
            // The entry is also released where the request could not be sent, or the client disconnected.
            return Mono.using(
                    () -> register(jobId),
                    result -> request.apply(Mono.fromFuture(result, true).timeout(bound)),
                    result -> waiting.remove(jobId));
        });
    }

    private CompletableFuture<CompileResult> register(String jobId) {
        var result = new CompletableFuture<CompileResult>();
        waiting.put(jobId, result);
        return result;
    }

    void accept(CompileResult result) {
        var waits = waiting.get(result.jobId());
        if (waits != null) {
            waits.complete(result);
        }
    }
}
