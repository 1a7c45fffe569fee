package dev.statewave.context.assembly;

import dev.statewave.context.bundle.ContextAssembler;
import dev.statewave.context.bundle.ContextBody;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.embedding.QueryEmbedder;
import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.packing.Packing;
import dev.statewave.context.ranking.HybridRanking;
import dev.statewave.context.retrieval.PassageFinder;
import dev.statewave.context.text.TokenCounter;
import dev.statewave.context.web.WorkThreads;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Contexts by meaning and words together, which is the default. */
@Component
@ConditionalOnProperty(name = "statewave.ranking", havingValue = "hybrid", matchIfMissing = true)
class HybridContextAssembler implements ContextAssembler {

    /** Without a model there are no similarities that it would divide. */
    private static final double NO_MODEL = 1;

    private final PassageFinder finder;
    private final QueryEmbedder embeddings;
    private final TokenCounter tokens;
    private final WorkThreads threads;

    HybridContextAssembler(PassageFinder finder, QueryEmbedder embeddings, TokenCounter tokens, WorkThreads threads) {
        this.finder = finder;
        this.embeddings = embeddings;
        this.tokens = tokens;
        this.threads = threads;
    }

    @Override
    public Mono<ContextBody> of(ContextRequest request) {
        return embeddings
                .embedMeaning(request.subject(), request.tenant(), request.task())
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(question -> finder.find(request, question)
                        .publishOn(threads.scheduler())
                        .map(found -> Packing.pack(
                                request,
                                tokens,
                                HybridRanking.rank(
                                        found.passages(),
                                        request.task(),
                                        request.session(),
                                        found.resolutions(),
                                        question.map(QueryVector::spread).orElse(NO_MODEL)))));
    }
}
