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
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
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
    private final Clock clock;

    HybridContextAssembler(
            PassageFinder finder, QueryEmbedder embeddings, TokenCounter tokens, WorkThreads threads, Clock clock) {
        this.finder = finder;
        this.embeddings = embeddings;
        this.tokens = tokens;
        this.threads = threads;
        this.clock = clock;
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
                                        new HybridRanking.Question(
                                                request.task(),
                                                request.session(),
                                                found.resolutions(),
                                                question.map(QueryVector::spread)
                                                        .orElse(NO_MODEL),
                                                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                                                false)))));
    }
}
