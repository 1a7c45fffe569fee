package dev.statewave.context.embedding;

import dev.statewave.context.web.RequestLog;
import dev.statewave.models.embedding.TextEmbedder;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The vectors of questions, each by the model whose vectors its subject is found by. When one takes too long, fails, or
 * its model cannot be opened any more, the caller does without.
 */
@Component
public final class QueryEmbedder {

    private static final Logger log = LoggerFactory.getLogger(QueryEmbedder.class);
    /** For a former local model, which is loaded with the first question that needs it. */
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(3);

    private final QueryModels models;
    private final ServingModels serving;
    private final QueryEmbeddingCache vectors;

    QueryEmbedder(QueryModels models, ServingModels serving, QueryEmbeddingCache vectors) {
        this.models = models;
        this.serving = serving;
        this.vectors = vectors;
    }

    /** As {@link #embed}, for rankings: also empty where near vectors do not mean alike. */
    public Mono<QueryVector> embedMeaning(String subject, @Nullable String tenant, @Nullable String text) {
        return embed(subject, tenant, text, TextEmbedder::semantic);
    }

    /**
     * Empty where there is no model, no text, or no answer in time.
     *
     * @param tenant null or empty for any
     */
    public Mono<QueryVector> embed(String subject, @Nullable String tenant, @Nullable String text) {
        return embed(subject, tenant, text, any -> true);
    }

    /**
     * Whether the model of a subject may be another one the next moment, so that a search that found nothing is worth a
     * second one.
     */
    public boolean changing() {
        return serving.changing();
    }

    private Mono<QueryVector> embed(
            String subject, @Nullable String tenant, @Nullable String text, Predicate<TextEmbedder> wanted) {
        if (models.current().isEmpty() || text == null || text.isBlank()) {
            return Mono.empty();
        }
        TextEmbedder current = models.current().get();
        return serving.of(subject, tenant, current.model()).flatMap(model -> opened(model, current)
                .filter(embedder -> wanted.test(embedder) && embedder.reads(text))
                .flatMap(embedder ->
                        vectors.of(embedder, text).map(vector -> new QueryVector(model, vector, embedder.spread())))
                .onErrorResume(RequestLog.logAndContinue(log, "A question is answered without its vector: {}")));
    }

    private Mono<TextEmbedder> opened(String model, TextEmbedder current) {
        return model.equals(current.model())
                ? Mono.just(current)
                : Mono.fromCallable(() -> models.former(model))
                        .subscribeOn(vectors.threads())
                        .timeout(OPEN_LIMIT)
                        .flatMap(Mono::justOrEmpty);
    }
}
