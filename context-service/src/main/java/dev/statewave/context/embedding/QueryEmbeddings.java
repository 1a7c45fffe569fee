package dev.statewave.context.embedding;

import dev.statewave.context.web.RequestLog;
import dev.statewave.schemas.embedding.TextEmbedder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The vectors of questions. A question that was asked before costs nothing; a new one costs milliseconds on a thread of its own, or a
 * call of a hosted model, and when that takes too long or fails the caller does without.
 */
@Component
public final class QueryEmbeddings implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(QueryEmbeddings.class);
    private static final int CACHED = 256;
    private static final Duration CACHED_FOR = Duration.ofHours(1);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int QUEUED = 1_000;

    private final Optional<TextEmbedder> embedder;
    private final Clock clock;
    private final Scheduler threads;
    private final Map<String, Cached> cache = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cached> eldest) {
            return size() > CACHED;
        }
    });

    QueryEmbeddings(QueryModel model, Clock clock) {
        this.embedder = model.embedder();
        this.clock = clock;
        this.threads = Schedulers.newBoundedElastic(model.threads(), QUEUED, "embed");
    }

    private record Cached(float[] vector, Instant until) {}

    /** As {@link #embed}, for rankings: also empty where near vectors do not mean alike. */
    public Mono<float[]> embedMeaning(String text) {
        return embedder.filter(TextEmbedder::semantic).isEmpty() ? Mono.empty() : embed(text);
    }

    /** How far similarities of the model differ at random; see {@link TextEmbedder#spread}. */
    public double spread() {
        return embedder.map(TextEmbedder::spread).orElse(1.0);
    }

    /** Empty where there is no model, no text, or no answer in time. */
    public Mono<float[]> embed(String text) {
        if (embedder.isEmpty() || text == null || text.isBlank()) {
            return Mono.empty();
        }
        Cached cached = cache.get(text);
        if (cached != null && cached.until().isAfter(clock.instant())) {
            return Mono.just(cached.vector());
        }
        return Mono.fromCallable(() -> vector(text)).subscribeOn(threads)
                .doOnNext(vector -> cache.put(text, new Cached(vector, clock.instant().plus(CACHED_FOR))))
                .timeout(LIMIT)
                .onErrorResume(RequestLog.goOnWithout(log, "A question is answered without its vector: {}"));
    }

    /** Null where nobody waits for it any more. */
    private float[] vector(String text) {
        try {
            return embedder.orElseThrow().embed(List.of(text)).getFirst();
        } catch (InterruptedException e) {
            return null;
        }
    }

    @Override
    public void destroy() {
        threads.dispose();
    }
}
