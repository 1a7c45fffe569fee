package dev.statewave.context.assembly;

import dev.statewave.context.ContextSettings;
import dev.statewave.context.Layout;
import dev.statewave.context.bundle.Candidate;
import dev.statewave.context.bundle.ContextAssembler;
import dev.statewave.context.bundle.ContextBody;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.embedding.QueryEmbedder;
import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.explain.RetiredMemoryRepository;
import dev.statewave.context.packing.Packing;
import dev.statewave.context.ranking.HybridRanking;
import dev.statewave.context.ranking.RankedPassage;
import dev.statewave.context.retrieval.PassageFinder;
import dev.statewave.context.stable.StableContext;
import dev.statewave.context.stable.StableSources;
import dev.statewave.context.stable.StableSourcesRepository;
import dev.statewave.context.text.TokenCounter;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.platform.policy.PolicyView;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Contexts by meaning and words together, which is the default. The vector of the task may take half of the deadline;
 * without it the words answer, and the context says so.
 */
@Component
@ConditionalOnProperty(name = "statewave.ranking", havingValue = "hybrid", matchIfMissing = true)
class HybridContextAssembler implements ContextAssembler {

    /** Without a model there are no similarities that it would divide. */
    private static final double NO_MODEL = 1;

    private static final String VECTORS = "vectors";
    /** Memories that the policy leaves out and that an explanation tells. */
    private static final int MOST_LEFT_OUT = 50;

    private final PassageFinder finder;
    private final StableSourcesRepository stable;
    private final RetiredMemoryRepository retired;
    private final QueryEmbedder embeddings;
    private final TokenCounter tokens;
    private final WorkThreads threads;
    private final Clock clock;
    private final ContextSettings settings;

    HybridContextAssembler(
            PassageFinder finder,
            StableSourcesRepository stable,
            RetiredMemoryRepository retired,
            QueryEmbedder embeddings,
            TokenCounter tokens,
            WorkThreads threads,
            Clock clock,
            ContextSettings settings) {
        this.finder = finder;
        this.stable = stable;
        this.retired = retired;
        this.embeddings = embeddings;
        this.tokens = tokens;
        this.threads = threads;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public Mono<ContextBody> of(ContextRequest request) {
        return embeddings
                .embedMeaning(request.subject(), request.tenant(), request.task())
                .map(Optional::of)
                .timeout(settings.vectorLimit(), Mono.just(Optional.empty()))
                .defaultIfEmpty(Optional.empty())
                .flatMap(question -> answer(request, question));
    }

    private Mono<ContextBody> answer(ContextRequest request, Optional<QueryVector> question) {
        boolean partial = question.isEmpty()
                && embeddings.expectsMeaning()
                && !request.task().isBlank();
        return Mono.zip(finder.find(request, question), sources(request), retired(request))
                .timeout(settings.databaseLimit())
                .publishOn(threads.scheduler())
                .map(found -> {
                    ContextBody body = packed(request, ranked(request, question, found.getT1()), found.getT2());
                    return explained(partial ? body.without(VECTORS) : body, request.view(), found.getT3());
                });
    }

    private Mono<Optional<StableSources>> sources(ContextRequest request) {
        return request.options().layout() == Layout.STABLE
                ? stable.of(request.subject(), request.tenant(), request.view()).map(Optional::of)
                : Mono.just(Optional.empty());
    }

    private Mono<List<Candidate>> retired(ContextRequest request) {
        return request.options().explain()
                ? retired.newest(request.subject(), request.tenant(), request.view())
                : Mono.just(List.of());
    }

    private List<RankedPassage> ranked(
            ContextRequest request, Optional<QueryVector> question, PassageFinder.Found found) {
        return HybridRanking.rank(
                found.passages(),
                new HybridRanking.Question(
                        request.task(),
                        request.session(),
                        found.resolutions(),
                        question.map(QueryVector::spread).orElse(NO_MODEL),
                        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                        request.options().explain()));
    }

    private ContextBody packed(ContextRequest request, List<RankedPassage> ranked, Optional<StableSources> sources) {
        return sources.map(beginning -> StableContext.of(request, tokens, ranked, beginning))
                .orElseGet(() -> Packing.pack(request, tokens, ranked));
    }

    private static ContextBody explained(ContextBody body, PolicyView view, List<Candidate> more) {
        return body.candidates() == null
                ? body
                : body.explainedBy(Stream.of(body.candidates().stream(), leftOut(view), more.stream())
                        .flatMap(candidates -> candidates)
                        .toList());
    }

    private static Stream<Candidate> leftOut(PolicyView view) {
        return view.leftOut().stream()
                .limit(MOST_LEFT_OUT)
                .map(hit -> Candidate.deniedBy(hit.rule(), hit.memory(), hit.kind()));
    }
}
