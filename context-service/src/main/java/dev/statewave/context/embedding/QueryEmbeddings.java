package dev.statewave.context.embedding;

import dev.statewave.context.ContextSettings;
import dev.statewave.context.web.RequestLog;
import dev.statewave.schemas.embedding.TextEmbedder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The vectors of questions. A question that was asked before costs nothing; a new one costs milliseconds on a thread of its own, and
 * when that takes too long or fails the caller does without.
 */
@Component
public final class QueryEmbeddings implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(QueryEmbeddings.class);
    private static final int CACHED = 256;
    private static final Duration CACHED_FOR = Duration.ofHours(1);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int QUEUED = 1_000;

    private final Optional<Function<String, float[]>> embedder;
    private final Clock clock;
    private final Scheduler threads = Schedulers.newBoundedElastic(2, QUEUED, "embed");
    private final Map<String, Cached> cache = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Cached> eldest) {
            return size() > CACHED;
        }
    });

    /** Loads the model, which takes a second or two; so at the start and not at the first question. */
    @Autowired
    QueryEmbeddings(ContextSettings settings, Clock clock) {
        this(settings.embeds() ? Optional.of(new TextEmbedder(ForkJoinPool.commonPool())::embed) : Optional.empty(), clock);
    }

    QueryEmbeddings(Optional<Function<String, float[]>> embedder, Clock clock) {
        this.embedder = embedder;
        this.clock = clock;
    }

    private record Cached(float[] vector, Instant until) {}

    /** Empty where there is no model, no text, or no answer in time. */
    public Mono<float[]> embed(String text) {
        if (embedder.isEmpty() || text == null || text.isBlank()) {
            return Mono.empty();
        }
        Cached cached = cache.get(text);
        if (cached != null && cached.until().isAfter(clock.instant())) {
            return Mono.just(cached.vector());
        }
        return Mono.fromCallable(() -> embedder.get().apply(text)).subscribeOn(threads)
                .doOnNext(vector -> cache.put(text, new Cached(vector, clock.instant().plus(CACHED_FOR))))
                .timeout(LIMIT)
                .onErrorResume(RequestLog.goOnWithout(log, "A question is answered without its vector: {}"));
    }

    @Override
    public void destroy() {
        threads.dispose();
    }
}
