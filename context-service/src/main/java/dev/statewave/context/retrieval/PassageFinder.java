package dev.statewave.context.retrieval;

import dev.statewave.context.bundle.AsOf;
import dev.statewave.context.bundle.ContextRequest;
import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.retrieval.snapshot.PastSubjects;
import dev.statewave.context.retrieval.snapshot.SnapshotCache;
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
 * Fetches what a context may be made of: out of what is kept of the subject, in one round trip that asks for its
 * version; of a subject that is too large to be kept in two, a look over all of it without texts, then the texts that
 * are worth it.
 */
@Component
public class PassageFinder {

    private static final Logger log = LoggerFactory.getLogger(PassageFinder.class);

    /** Episodes that no memory was made of yet are few: compiling takes seconds. */
    private static final int RAW = 30;
    /** Code points of an episode that is not compiled that are searched for words. */
    private static final int LONGEST_RAW = 20_000;

    private final ScopedReads database;
    private final RetrieverSelector selector;
    private final SnapshotCache snapshots;
    private final PastSubjects subjects;
    private final PassageRepository texts;
    private final UncompiledEpisodeRepository uncompiled;
    private final QuestionWords asked;
    private final WordAnalyzer analyzer;
    private final WorkThreads threads;
    private final ResolutionRepository resolutions;

    PassageFinder(
            ScopedReads database,
            RetrieverSelector selector,
            SnapshotCache snapshots,
            PastSubjects subjects,
            PassageRepository texts,
            UncompiledEpisodeRepository uncompiled,
            QuestionWords asked,
            WordAnalyzer analyzer,
            WorkThreads threads,
            ResolutionRepository resolutions) {
        this.database = database;
        this.selector = selector;
        this.snapshots = snapshots;
        this.subjects = subjects;
        this.texts = texts;
        this.uncompiled = uncompiled;
        this.asked = asked;
        this.analyzer = analyzer;
        this.threads = threads;
        this.resolutions = resolutions;
    }

    /**
     * What was found.
     *
     * @param passages in no order that means anything, but always the same
     * @param resolutions of sessions, the most recently updated first
     * @param past the subject as it was; null for the present
     */
    public record Found(List<Passage> passages, List<ResolutionBody> resolutions, PastSubjects.@Nullable Past past) {

        Found(List<Passage> passages, List<ResolutionBody> resolutions) {
            this(passages, resolutions, null);
        }
    }

    /** @param question the task as a vector; empty where there is none */
    public Mono<Found> find(ContextRequest request, Optional<QueryVector> question) {
        return asked.of(request.task())
                .map(words -> new Question(request.subject(), request.tenant(), request.view(), null, words, question))
                .flatMap(about -> find(request, about));
    }

    private Mono<Found> find(ContextRequest request, Question asked) {
        AsOf asOf = request.asOf();
        if (asOf != null) {
            return past(request, asked, asOf);
        }
        CandidateRetriever retriever = selector.select(asked);
        return retriever == selector.scan()
                ? snapshots
                        .lookup(request.subject(), request.tenant(), asked.model())
                        .map(lookup -> kept(request, asked, lookup)
                                .switchIfEmpty(Mono.defer(() -> find(request, asked, retriever))))
                        .orElseGet(() -> find(request, asked, retriever))
                // An index can be corrupt, and reading it then fails. The workers find that out and repair it.
                : find(request, asked, retriever)
                        .onErrorResume(
                                failure -> !TransientDatabaseErrors.is(failure),
                                RequestLog.logAndContinue(log, "A large subject is scanned, for its index failed: {}"))
                        .switchIfEmpty(Mono.defer(() -> find(request, asked, selector.scan())));
    }

    private Mono<Found> past(ContextRequest request, Question question, AsOf asOf) {
        var raw = uncompiled.readAt(question, request.tenant(), asOf, RAW);
        return database.together(TenantScope.ofReader(request.tenant()), List.of(raw))
                .flatMap(found -> subjects.find(request.subject(), request.tenant(), question.model(), asOf)
                        .publishOn(threads.scheduler())
                        .map(past -> {
                            var subject = new SnapshotCache.Found(past.snapshot(), asOf.moment());
                            var list = Shortlist.of(
                                    SnapshotCandidates.of(subject, question), Shortlist.length(request.budget()));
                            var memories = SnapshotCandidates.passages(past.snapshot(), list, request.view());
                            return new Found(
                                    withRaw(question, memories, found.of(raw)),
                                    past.snapshot().resolutions(),
                                    past);
                        }));
    }

    /** Empty where the subject is too large to be kept. */
    private Mono<Found> kept(ContextRequest request, Question question, SnapshotCache.Lookup lookup) {
        var raw = uncompiled.read(question, request.tenant(), RAW);
        return database.together(TenantScope.ofReader(request.tenant()), behind(List.of(raw), lookup.reads()))
                .flatMap(
                        found -> lookup.of(found).publishOn(threads.scheduler()).map(subject -> {
                            CandidateSet candidates = SnapshotCandidates.of(subject, question);
                            var list = Shortlist.of(candidates, Shortlist.length(request.budget()));
                            var memories = SnapshotCandidates.passages(subject.snapshot(), list, request.view());
                            return new Found(
                                    withRaw(question, memories, found.of(raw)),
                                    subject.snapshot().resolutions());
                        }));
    }

    private Mono<Found> find(ContextRequest request, Question question, CandidateRetriever retriever) {
        int length = Shortlist.length(request.budget());
        CandidateRetriever.Retrieval retrieval = retriever.retrieval(question, length);
        var raw = uncompiled.read(question, retrieval.tenant(), RAW);
        var standing = resolutions.newest(request.subject(), request.tenant());
        return database.together(
                        TenantScope.ofReader(request.tenant()), behind(List.of(raw, standing), retrieval.reads()))
                .flatMap(found -> {
                    Map<UUID, Shortlist.Listed> list =
                            Shortlist.of(retrieval.gather().apply(found), length);
                    return withTexts(request, list)
                            // To look for words takes too long for an event loop.
                            .publishOn(threads.scheduler())
                            .map(memories -> new Found(withRaw(question, memories, found.of(raw)), found.of(standing)));
                });
    }

    /**
     * What is read of memories behind what is read of episodes: an episode that is compiled between the two is then
     * seen twice and not missed.
     */
    private static List<ScopedReads.Read<?>> behind(
            List<ScopedReads.Read<?>> ofEpisodes, List<ScopedReads.Read<?>> ofMemories) {
        var ordered = new ArrayList<>(ofEpisodes);
        ordered.addAll(ofMemories);
        return ordered;
    }

    private Mono<List<Passage>> withTexts(ContextRequest request, Map<UUID, Shortlist.Listed> list) {
        return list.isEmpty()
                ? Mono.just(List.of())
                : texts.of(request.subject(), request.tenant(), request.view(), list);
    }

    /** Adds episodes that were not compiled when they were read, without those that are by now. */
    private List<Passage> withRaw(Question question, List<Passage> memories, List<EpisodeBody> newest) {
        var told = memories.stream().flatMap(PassageFinder::origins).collect(Collectors.toCollection(HashSet::new));
        var passages = new ArrayList<>(memories);
        int place = 0;
        for (EpisodeBody episode : newest) {
            place++;
            if (!told.contains(episode.id())) {
                var source = new Passage.Source.OfEpisode(episode);
                passages.add(new Passage(
                        source,
                        episode.sessionId(),
                        episode.occurredAt(),
                        place,
                        null,
                        share(question.words(), source.features().text()),
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
