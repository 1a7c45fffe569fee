package dev.statewave.context.retrieval;

import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.store.QueryTerms;
import dev.statewave.context.store.ResolutionRepository;
import dev.statewave.context.web.RequestLog;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.rest.EpisodeBody;
import dev.statewave.contract.rest.ResolutionBody;
import dev.statewave.contract.text.PayloadText;
import dev.statewave.models.language.WordAnalyzer;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.postgres.TransientDatabaseErrors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Fetches what a context may be made of, in two round trips: a scan over the subject without texts, then the texts that
 * are worth it.
 */
@Component
public class PassageFinder {

    private static final Logger log = LoggerFactory.getLogger(PassageFinder.class);

    /** Episodes that no memory was made of yet are few: compiling takes seconds. */
    private static final int RAW = 30;
    /** Code points of an episode that is not compiled that are searched for words. */
    private static final int LONGEST_RAW = 20_000;

    private static final int RESOLUTIONS = 50;

    private final ScopedReads database;
    private final RetrieverSelector selector;
    private final PassageRepository texts;
    private final UncompiledEpisodeRepository uncompiled;
    private final WordAnalyzer analyzer;
    private final WorkThreads threads;
    private final ResolutionRepository resolutions;

    PassageFinder(
            ScopedReads database,
            RetrieverSelector selector,
            PassageRepository texts,
            UncompiledEpisodeRepository uncompiled,
            WordAnalyzer analyzer,
            WorkThreads threads,
            ResolutionRepository resolutions) {
        this.database = database;
        this.selector = selector;
        this.texts = texts;
        this.uncompiled = uncompiled;
        this.analyzer = analyzer;
        this.threads = threads;
        this.resolutions = resolutions;
    }

    /**
     * What was found.
     *
     * @param passages in no order that means anything, but always the same
     * @param resolutions of sessions, the most recently updated first
     */
    public record Found(List<Passage> passages, List<ResolutionBody> resolutions) {}

    /** @param question the task as a vector; empty where there is none */
    public Mono<Found> find(ContextRequest request, Optional<QueryVector> question) {
        return Mono.fromCallable(() -> analyzer.question(request.task(), QueryTerms.MOST))
                .subscribeOn(threads.scheduler())
                .map(words -> new Question(request.subject(), request.tenant(), null, words, question))
                .flatMap(asked -> find(request, asked));
    }

    private Mono<Found> find(ContextRequest request, Question asked) {
        CandidateRetriever retriever = selector.select(asked);
        Mono<Found> found = find(request, asked, retriever);
        return retriever == selector.scan()
                ? found
                // An index can be corrupt, and reading it then fails. The workers find that out and repair it.
                : found.onErrorResume(
                                failure -> !TransientDatabaseErrors.is(failure),
                                RequestLog.logAndContinue(log, "A large subject is scanned, for its index failed: {}"))
                        .switchIfEmpty(Mono.defer(() -> find(request, asked, selector.scan())));
    }

    private Mono<Found> find(ContextRequest request, Question question, CandidateRetriever retriever) {
        int length = Shortlist.length(request.budget());
        CandidateRetriever.Retrieval retrieval = retriever.retrieval(question, length);
        var raw = uncompiled.read(question, retrieval.tenant(), RAW);
        var standing = resolutions.newest(request.subject(), request.tenant(), RESOLUTIONS);
        var reads = new ArrayList<>(retrieval.reads());
        reads.add(raw);
        reads.add(standing);
        return database.together(TenantScope.ofReader(request.tenant()), reads).flatMap(found -> {
            Map<UUID, Shortlist.Listed> list = Shortlist.of(retrieval.gather().apply(found), length);
            return withTexts(request.subject(), request.tenant(), list)
                    // To look for words takes too long for an event loop.
                    .publishOn(threads.scheduler())
                    .map(memories -> new Found(withRaw(question, memories, found.of(raw)), found.of(standing)));
        });
    }

    private Mono<List<Passage>> withTexts(String subject, @Nullable String tenant, Map<UUID, Shortlist.Listed> list) {
        return list.isEmpty() ? Mono.just(List.of()) : texts.of(subject, tenant, list);
    }

    /** Adds episodes that were not compiled when they were read, without those that are by now. */
    private List<Passage> withRaw(Question question, List<Passage> memories, List<EpisodeBody> newest) {
        var told = memories.stream().flatMap(PassageFinder::origins).collect(Collectors.toCollection(HashSet::new));
        var passages = new ArrayList<>(memories);
        int place = 0;
        for (EpisodeBody episode : newest) {
            place++;
            if (!told.contains(episode.id())) {
                passages.add(new Passage(
                        new Passage.Source.OfEpisode(episode),
                        episode.sessionId(),
                        episode.occurredAt(),
                        place,
                        null,
                        share(question.words(), PayloadText.of(episode.payload())),
                        ""));
            }
        }
        return passages;
    }

    /** How many of the words stand in a text, 0 to 1: how rare they are is not known of what is not compiled. */
    private double share(List<Set<String>> words, String text) {
        if (words.isEmpty()) {
            return 0;
        }
        Set<String> terms = analyzer.terms(PayloadText.cut(text, LONGEST_RAW));
        return (double) words.stream()
                        .filter(word -> !Collections.disjoint(terms, word))
                        .count()
                / words.size();
    }

    private static Stream<UUID> origins(Passage passage) {
        return passage.source() instanceof Passage.Source.OfMemory memory && passage.isTurn()
                ? memory.body().sourceEpisodeIds().stream()
                : Stream.empty();
    }
}
