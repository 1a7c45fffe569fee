package dev.statewave.context.search;

import dev.statewave.context.embedding.QueryEmbedder;
import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.retrieval.HybridSearch;
import dev.statewave.context.store.MemoryRepository;
import dev.statewave.context.web.RequestLog;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.postgres.TransientDatabaseErrors;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Finds the memories that answer a question: by meaning and words where that is asked for and possible, else by text.
 */
@Component
class MemorySearch {

    private static final Logger log = LoggerFactory.getLogger(MemorySearch.class);

    private final MemoryRepository memories;
    private final HybridSearch hybrid;
    private final QueryEmbedder embeddings;
    private final WorkThreads threads;
    private final ModelReranker reranker;

    MemorySearch(
            MemoryRepository memories,
            HybridSearch hybrid,
            QueryEmbedder embeddings,
            WorkThreads threads,
            ModelReranker reranker) {
        this.memories = memories;
        this.hybrid = hybrid;
        this.embeddings = embeddings;
        this.threads = threads;
        this.reranker = reranker;
    }

    Mono<List<MemoryBody>> find(SearchRequest request, @Nullable String tenant) {
        return candidates(request, tenant)
                .publishOn(threads.scheduler())
                .flatMap(found -> reranked(request, found))
                .map(found -> found.subList(0, Math.min(request.limit(), found.size())));
    }

    private Mono<List<MemoryBody>> candidates(SearchRequest request, @Nullable String tenant) {
        Mono<List<MemoryBody>> byText = memories.newest(
                        request.subject(), tenant, request.kind(), request.text(), request.pool())
                .collectList();
        Mono<QueryVector> question = request.mode() == SearchRequest.Mode.TEXT
                ? Mono.empty()
                : Mono.defer(() -> embeddings.embed(request.subject(), tenant, request.text()));
        return question.flatMap(vector -> byMeaning(request, tenant, vector))
                // Between the vector and the search the subject may have got those of another model.
                .flatMap(found -> found.isEmpty() && embeddings.changing()
                        ? question.flatMap(vector -> byMeaning(request, tenant, vector))
                        : Mono.just(found))
                // Where the database does not answer at all, a second query would only wait once more.
                .onErrorResume(
                        failure -> !TransientDatabaseErrors.is(failure),
                        RequestLog.logAndContinue(log, "A search by meaning becomes one by text: {}"))
                .switchIfEmpty(byText);
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

    private Mono<List<MemoryBody>> byMeaning(SearchRequest request, @Nullable String tenant, QueryVector vector) {
        return request.mode() == SearchRequest.Mode.HYBRID
                ? hybrid.find(
                        request.subject(), tenant, request.kind(), request.words(), Optional.of(vector), request.pool())
                : memories.nearest(request.subject(), tenant, request.kind(), vector, request.pool())
                        .collectList();
    }
}
