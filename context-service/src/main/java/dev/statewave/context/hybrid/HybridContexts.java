package dev.statewave.context.hybrid;

import dev.statewave.context.assembly.ContextBody;
import dev.statewave.context.assembly.ContextRequest;
import dev.statewave.context.assembly.Contexts;
import dev.statewave.context.assembly.Tokens;
import dev.statewave.context.embedding.QueryEmbeddings;
import dev.statewave.context.web.WorkThreads;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Contexts by meaning and words together, which is the default. */
@Component
@ConditionalOnProperty(name = "statewave.ranking", havingValue = "hybrid", matchIfMissing = true)
class HybridContexts implements Contexts {

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
        return embeddings.embedMeaning(request.task()).map(Optional::of).defaultIfEmpty(Optional.empty())
                .flatMap(meaning -> finder.find(request.subject(), request.tenant(), request.task(), meaning, request.budget()))
                .publishOn(threads.scheduler())
                .map(found -> Packing.pack(request, tokens,
                        HybridRanking.rank(found.passages(), request.task(), request.session(), found.resolutions(), embeddings.spread())));
    }
}
