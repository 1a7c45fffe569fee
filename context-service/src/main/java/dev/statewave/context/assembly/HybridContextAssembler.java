package dev.statewave.context.assembly;

import dev.statewave.context.ContextSettings;
import dev.statewave.context.Layout;
import dev.statewave.context.bundle.AsOf;
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
import dev.statewave.context.retrieval.snapshot.PastSubjects;
import dev.statewave.context.stable.StableContext;
import dev.statewave.context.stable.StableSources;
import dev.statewave.context.stable.StableSourcesRepository;
import dev.statewave.context.text.TokenCounter;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.tracing.TraceSpan;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
    private static final String MEMORIES = "memories";
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
    public String name() {
        return "hybrid-1";
    }

    @Override
    public Mono<ContextBody> of(ContextRequest request) {
        return TraceSpan.around(
                        "embed_question", embeddings.embedMeaning(request.subject(), request.tenant(), request.task()))
                .map(Optional::of)
                .timeout(settings.vectorLimit(), Mono.just(Optional.empty()))
                .defaultIfEmpty(Optional.empty())
                .flatMap(question -> answer(request, question));
    }

    private Mono<ContextBody> answer(ContextRequest request, Optional<QueryVector> question) {
        boolean partial = question.isEmpty()
                && embeddings.expectsMeaning()
                && !request.task().isBlank();
        AsOf asOf = request.asOf();
        Mono<ContextBody> answer = asOf == null ? present(request, question) : past(request, question, asOf);
        return answer.map(body -> partial ? body.without(VECTORS) : body)
                .map(body -> body.comparedBy(question.map(QueryVector::model).orElse(null)));
    }

    private Mono<ContextBody> present(ContextRequest request, Optional<QueryVector> question) {
        return TraceSpan.around(
                        "find_passages", Mono.zip(finder.find(request, question), sources(request), retired(request)))
                .timeout(settings.databaseLimit())
                .publishOn(threads.scheduler())
                .flatMap(found -> TraceSpan.around("rank_and_pack", Mono.fromCallable(() -> {
                    ContextBody body = packed(request, ranked(request, question, found.getT1()), found.getT2());
                    return explained(body, request.view(), found.getT3());
                })));
    }

    private Mono<ContextBody> past(ContextRequest request, Optional<QueryVector> question, AsOf asOf) {
        return finder.find(request, question)
                .flatMap(found -> pastSources(request, asOf, Objects.requireNonNull(found.past()))
                        .publishOn(threads.scheduler())
                        .map(sources -> {
                            PastSubjects.Past past = Objects.requireNonNull(found.past());
                            ContextBody body = packed(request, ranked(request, question, found), sources);
                            body = past.whole() ? body : body.without(MEMORIES);
                            return past.erasedAt() == null ? body : body.erasedAt(past.erasedAt());
                        }))
                .timeout(settings.databaseLimit());
    }

    private Mono<Optional<StableSources>> pastSources(ContextRequest request, AsOf asOf, PastSubjects.Past past) {
        List<MemoryBody> newestFirst = request.view()
                .shown(Arrays.stream(past.snapshot().newestFirst())
                        .mapToObj(i -> past.snapshot().memories().get(i).body())
                        .toList());
        return request.options().layout() == Layout.STABLE
                ? stable.at(request.subject(), request.tenant(), request.view(), asOf, newestFirst)
                        .map(Optional::of)
                : Mono.just(Optional.empty());
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
                        LocalDate.ofInstant(
                                request.asOf() == null
                                        ? clock.instant()
                                        : request.asOf().moment(),
                                ZoneOffset.UTC),
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
