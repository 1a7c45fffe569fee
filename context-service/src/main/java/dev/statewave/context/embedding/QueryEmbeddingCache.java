package dev.statewave.context.embedding;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.statewave.models.embedding.TextEmbedder;
import dev.statewave.platform.tracing.TraceSpan;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Texts of questions to vectors: out of this process's memory, out of what all processes have stored, or from the
 * model, on threads of its own and once for all who ask the same at the same time.
 */
@Component
final class QueryEmbeddingCache implements DisposableBean {

    /**
     * Entries of this process: some 6 MB with vectors of 1536 numbers. Agents repeat the questions of the last minutes,
     * not those of a week.
     */
    private static final int CACHED = 1_024;
    /** A model's answer for a text does not change; this only frees the memory of texts that are not asked any more. */
    private static final Duration CACHED_FOR = Duration.ofHours(1);
    /** From the look into the store to the answer of the model. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final int QUEUED = 1_000;

    private final QueryEmbeddingStore store;
    private final Scheduler threads;
    /** Answers that are known or under way, so that who asks the same at the same time waits for the same answer. */
    private final Cache<Question, Mono<float[]>> cache;

    QueryEmbeddingCache(QueryModels models, QueryEmbeddingStore store, Clock clock) {
        this.store = store;
        this.cache = Caffeine.newBuilder()
                .maximumSize(CACHED)
                .expireAfterWrite(CACHED_FOR)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .executor(Runnable::run)
                .build();
        this.threads = Schedulers.newBoundedElastic(models.threads(), QUEUED, "embed");
    }

    private record Question(String model, String text) {}

    /** Where what has to wait for a model, or load one, may wait. */
    Scheduler threads() {
        return threads;
    }

    /** An error where there is no answer in time. */
    Mono<float[]> of(TextEmbedder embedder, String text) {
        var question = new Question(embedder.model(), text);
        return Mono.defer(() -> cache.get(question, asked -> found(embedder, asked)
                .timeout(LIMIT)
                // A failure is removed before it is signalled, so that the next attempt starts anew.
                .doOnError(failure -> cache.invalidate(asked))
                .switchIfEmpty(Mono.fromRunnable(() -> cache.invalidate(asked)))
                // A caller who gives up leaves the others their answer.
                .cache()));
    }

    /**
     * What a local model makes in some 5 ms is not worth a round trip to the database; a hosted one takes hundreds and
     * a fee.
     */
    private Mono<float[]> found(TextEmbedder embedder, Question question) {
        Mono<float[]> made = Mono.deferContextual(
                context -> Mono.fromCallable(() -> ask(embedder, question.text(), TraceSpan.of(context)))
                        .subscribeOn(threads));
        return !embedder.hosted() || !embedder.semantic()
                ? made
                : store.find(question.model(), question.text())
                        .switchIfEmpty(made.doOnNext(vector -> store.keep(question.model(), question.text(), vector)));
    }

    /** Null where the call was cancelled. */
    private static float @Nullable [] ask(TextEmbedder embedder, String text, TraceSpan span) {
        try (var active = span.activate()) {
            return embedder.embedQuestion(text);
        } catch (InterruptedException e) {
            return null;
        }
    }

    @Override
    public void destroy() {
        threads.dispose();
    }
}
