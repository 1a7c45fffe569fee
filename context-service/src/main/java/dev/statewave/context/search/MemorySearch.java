package dev.statewave.context.search;

import dev.statewave.context.embedding.QueryEmbedder;
import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.retrieval.HybridSearch;
import dev.statewave.context.retrieval.VectorSearch;
import dev.statewave.context.store.MemoryRepository;
import dev.statewave.context.web.RequestLog;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.TransientDatabaseErrors;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Finds the memories that answer a question: by a part of their text or, where that is asked for, by meaning and words.
 * A question is hardly ever a part of a text, so where the first way finds nothing the other one answers, unless the
 * caller insists on the text.
 */
@Component
class MemorySearch {

    private static final Logger log = LoggerFactory.getLogger(MemorySearch.class);

    private final MemoryRepository memories;
    private final HybridSearch hybrid;
    private final VectorSearch nearest;
    private final QueryEmbedder embeddings;
    private final WorkThreads threads;
    private final ModelReranker reranker;

    MemorySearch(
            MemoryRepository memories,
            HybridSearch hybrid,
            VectorSearch nearest,
            QueryEmbedder embeddings,
            WorkThreads threads,
            ModelReranker reranker) {
        this.memories = memories;
        this.hybrid = hybrid;
        this.nearest = nearest;
        this.embeddings = embeddings;
        this.threads = threads;
        this.reranker = reranker;
    }

    Mono<List<MemoryBody>> find(SearchRequest request, @Nullable String tenant, PolicyView view) {
        return candidates(request, tenant, view)
                .publishOn(threads.scheduler())
                .flatMap(found -> reranked(request, found))
                .map(found -> found.subList(0, Math.min(request.limit(), found.size())));
    }

    private Mono<List<MemoryBody>> candidates(SearchRequest request, @Nullable String tenant, PolicyView view) {
        return switch (request.mode()) {
            case TEXT -> byText(request, tenant, view);
            case TEXT_FIRST ->
                byText(request, tenant, view).flatMap(found -> orElse(found, byQuestion(request, tenant, view)));
            case SEMANTIC, HYBRID ->
                byMeaning(request, tenant, view)
                        .switchIfEmpty(byText(request, tenant, view)
                                .flatMap(found -> orElse(found, byWords(request, tenant, view))));
        };
    }

    private static Mono<List<MemoryBody>> orElse(List<MemoryBody> found, Mono<List<MemoryBody>> otherwise) {
        return found.isEmpty() ? otherwise : Mono.just(found);
    }

    private Mono<List<MemoryBody>> byQuestion(SearchRequest request, @Nullable String tenant, PolicyView view) {
        return request.words().isBlank()
                ? Mono.just(List.of())
                : byMeaning(request, tenant, view).switchIfEmpty(byWords(request, tenant, view));
    }

    private Mono<List<MemoryBody>> byText(SearchRequest request, @Nullable String tenant, PolicyView view) {
        return memories.newest(request.subject(), tenant, view, request.kind(), request.text(), request.pool())
                .collectList();
    }

    private Mono<List<MemoryBody>> byWords(SearchRequest request, @Nullable String tenant, PolicyView view) {
        return Mono.defer(() -> request.words().isBlank()
                ? Mono.just(List.of())
                : hybrid.find(
                        request.subject(),
                        tenant,
                        view,
                        request.kind(),
                        request.words(),
                        Optional.empty(),
                        request.pool()));
    }

    /** Empty where there is no vector to ask with. */
    private Mono<List<MemoryBody>> byMeaning(SearchRequest request, @Nullable String tenant, PolicyView view) {
        Mono<QueryVector> question = Mono.defer(() -> embeddings.embed(request.subject(), tenant, request.text()));
        return question.flatMap(vector -> byMeaning(request, tenant, view, vector))
                // Between the vector and the search the subject may have got those of another model.
                .flatMap(found -> found.isEmpty() && embeddings.changing()
                        ? question.flatMap(vector -> byMeaning(request, tenant, view, vector))
                        : Mono.just(found))
                // What was compiled a moment ago has no vectors yet.
                .filter(found -> !found.isEmpty())
                // Where the database does not answer at all, a second query would only wait once more.
                .onErrorResume(
                        failure -> !TransientDatabaseErrors.is(failure),
                        RequestLog.logAndContinue(log, "A search by meaning becomes one by text: {}"));
    }

    /** Names are lifted before a model looks, which then has the last word. */
    private Mono<List<MemoryBody>> reranked(SearchRequest request, List<MemoryBody> found) {
        String question = request.text();
        if (question == null || question.isBlank()) {
            return Mono.just(found);
        }
        List<MemoryBody> lifted =
                EntityBoost.lift(question, found, request.entityWeight(), request.entityMaxDistance());
        if (!request.rerank() || lifted.size() <= request.limit()) {
            return Mono.just(lifted);
        }
        return reranker.order(question, lifted.stream().map(MemoryBody::content).toList())
                .map(order -> order.stream().map(lifted::get).toList());
    }

    private Mono<List<MemoryBody>> byMeaning(
            SearchRequest request, @Nullable String tenant, PolicyView view, QueryVector vector) {
        return request.mode() == SearchRequest.Mode.SEMANTIC
                ? nearest.find(request.subject(), tenant, view, request.kind(), vector, request.pool())
                : hybrid.find(
                        request.subject(),
                        tenant,
                        view,
                        request.kind(),
                        request.words(),
                        Optional.of(vector),
                        request.pool());
    }
}
