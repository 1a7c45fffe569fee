package dev.statewave.context.hybrid;

import dev.statewave.context.assembly.ContextBody;
import dev.statewave.context.assembly.ContextRequest;
import dev.statewave.context.assembly.Contexts;
import dev.statewave.context.assembly.Tokens;
import dev.statewave.context.embedding.QueryEmbeddings;
import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.web.WorkThreads;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Contexts by meaning and words together, which is the default. */
@Component
@ConditionalOnProperty(name = "statewave.ranking", havingValue = "hybrid", matchIfMissing = true)
class HybridContexts implements Contexts {

    /** Without a model there are no similarities that it would divide. */
    private static final double NO_MODEL = 1;

    private final PassageFinder finder;
    private final QueryEmbeddings embeddings;
    private final Tokens tokens;
    private final WorkThreads threads;

    HybridContexts(PassageFinder finder, QueryEmbeddings embeddings, Tokens tokens, WorkThreads threads) {
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
