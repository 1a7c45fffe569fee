package dev.statewave.context.embedding;

import dev.statewave.models.embedding.TextEmbedder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
     * Entries of this process: some 1.5 MB with vectors of 1536 numbers. Agents repeat the questions of the last
     * minutes, not those of a week.
     */
    private static final int CACHED = 256;
    /** A model's answer for a text does not change; this only lets go of what nobody asks any more. */
    private static final Duration CACHED_FOR = Duration.ofHours(1);
    /** From the look into the store to the answer of the model. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final int QUEUED = 1_000;

    private final QueryEmbeddingStore store;
    private final Clock clock;
    private final Scheduler threads;
    /** Ends by itself, since each entry has a limit of time; there are as many as different questions in that time. */
    private final Map<Question, Mono<float[]>> underWay = new ConcurrentHashMap<>();

    private final Map<Question, Cached> cache = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Cached> eldest) {
            return size() > CACHED;
        }
    });

    QueryEmbeddingCache(QueryModels models, QueryEmbeddingStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
        this.threads = Schedulers.newBoundedElastic(models.threads(), QUEUED, "embed");
    }

    private record Question(String model, String text) {}

    private record Cached(float[] vector, Instant until) {}

    /** Where what has to wait for a model, or load one, may wait. */
    Scheduler threads() {
        return threads;
    }

    /** An error where there is no answer in time. */
    Mono<float[]> of(TextEmbedder embedder, String text) {
        var question = new Question(embedder.model(), text);
        return Mono.defer(() -> {
            Cached cached = cache.get(question);
            if (cached != null && cached.until().isAfter(clock.instant())) {
                return Mono.just(cached.vector());
            }
            // A caller who gives up leaves the others their answer.
            return underWay.computeIfAbsent(question, asked -> found(embedder, asked)
                    .doOnNext(vector ->
                            cache.put(asked, new Cached(vector, clock.instant().plus(CACHED_FOR))))
                    // Before the answer goes out, so that who has it does not meet the question under way again.
                    .timeout(LIMIT)
                    .doOnTerminate(() -> underWay.remove(asked))
                    .cache());
        });
    }

    /**
     * What a local model makes in some 5 ms is not worth a round trip to the database; a hosted one takes hundreds and
     * a fee.
     */
    private Mono<float[]> found(TextEmbedder embedder, Question question) {
        Mono<float[]> made =
                Mono.fromCallable(() -> ask(embedder, question.text())).subscribeOn(threads);
        return !embedder.hosted() || !embedder.semantic()
                ? made
                : store.find(question.model(), question.text())
                        .switchIfEmpty(made.doOnNext(vector -> store.keep(question.model(), question.text(), vector)));
    }

    /** Null where nobody waits for it any more. */
    private static float @Nullable [] ask(TextEmbedder embedder, String text) {
        try {
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
