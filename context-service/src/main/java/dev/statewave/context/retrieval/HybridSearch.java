package dev.statewave.context.retrieval;

import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.retrieval.snapshot.SnapshotCache;
import dev.statewave.context.retrieval.snapshot.StoredMemory;
import dev.statewave.context.store.MemoryRepository;
import dev.statewave.context.web.RequestLog;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.postgres.TransientDatabaseErrors;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Finds the memories that have most to do with a question, by meaning and by words, from the same candidates as a
 * context.
 */
@Component
public class HybridSearch {

    private static final Logger log = LoggerFactory.getLogger(HybridSearch.class);
    /** Of the score; the rest is the share of the words. */
    private static final double MEANING = 0.7;
    /** A memory can be retired between the two reads, and what a model read has passages that are not listed. */
    private static final int SPARE = 40;

    private final ScopedReads database;
    private final RetrieverSelector selector;
    private final SnapshotCache snapshots;
    private final MemoryRepository memories;
    private final QuestionWords asked;
    private final WorkThreads threads;

    HybridSearch(
            ScopedReads database,
            RetrieverSelector selector,
            SnapshotCache snapshots,
            MemoryRepository memories,
            QuestionWords asked,
            WorkThreads threads) {
        this.database = database;
        this.selector = selector;
        this.snapshots = snapshots;
        this.memories = memories;
        this.asked = asked;
        this.threads = threads;
    }

    /**
     * The best first. The score of each blends the similarity of its meaning with how much of the question stands in it
     * by words, both about 0 to 1; without a vector of the question it is the latter alone.
     *
     * @param view what the caller is shown
     * @param kind null for all
     * @param limit how many at most
     */
    public Mono<List<MemoryBody>> find(
            String subject,
            @Nullable String tenant,
            PolicyView view,
            @Nullable String kind,
            String text,
            Optional<QueryVector> vector,
            int limit) {
        return asked.of(text)
                .map(words -> new Question(subject, tenant, view, kind, words, vector))
                .flatMap(question -> find(question, limit));
    }

    private Mono<List<MemoryBody>> find(Question question, int limit) {
        CandidateRetriever retriever = selector.select(question);
        Mono<List<MemoryBody>> found = Mono.defer(() -> find(question, retriever, limit));
        return retriever == selector.scan()
                ? snapshots
                        .lookup(question.subject(), question.tenant(), question.model())
                        .map(lookup -> kept(question, lookup, limit).switchIfEmpty(found))
                        .orElse(found)
                // An index can be corrupt, and reading it then fails. The workers find that out and repair it.
                : found.onErrorResume(
                                failure -> !TransientDatabaseErrors.is(failure),
                                RequestLog.logAndContinue(log, "A large subject is scanned, for its index failed: {}"))
                        .switchIfEmpty(Mono.defer(() -> find(question, selector.scan(), limit)));
    }

    /** Empty where the subject is too large to be kept. */
    private Mono<List<MemoryBody>> kept(Question question, SnapshotCache.Lookup lookup, int limit) {
        return database.together(TenantScope.ofReader(question.tenant()), lookup.reads())
                .flatMap(lookup::of)
                .publishOn(threads.scheduler())
                .map(subject -> {
                    Map<UUID, Double> scores =
                            scores(SnapshotCandidates.of(subject, question), question, limit + SPARE);
                    List<MemoryBody> listed = subject.snapshot().memories().stream()
                            .filter(memory -> memory.listed() && scores.containsKey(memory.id()))
                            .map(StoredMemory::body)
                            .toList();
                    return best(listed, scores, question.view(), limit);
                });
    }

    private Mono<List<MemoryBody>> find(Question question, CandidateRetriever retriever, int limit) {
        CandidateRetriever.Retrieval retrieval = retriever.retrieval(question, limit + SPARE);
        return database.together(TenantScope.ofReader(question.tenant()), retrieval.reads())
                .map(answers -> scores(retrieval.gather().apply(answers), question, limit + SPARE))
                .flatMap(scores -> bodies(question, scores, limit));
    }

    private static Map<UUID, Double> scores(CandidateSet candidates, Question question, int limit) {
        var words = new WordRelevance(candidates);
        var best = new LinkedHashMap<UUID, Double>();
        candidates.memories().stream()
                .map(seen -> Map.entry(seen.id(), score(seen, words.of(seen), question)))
                .filter(scored -> question.vector().isPresent()
                        || scored.getValue() > 0
                        || question.words().isEmpty())
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(limit)
                .forEach(scored -> best.put(scored.getKey(), scored.getValue()));
        return best;
    }

    private static double score(CandidateSet.Candidate seen, double wordShare, Question question) {
        double words = Math.min(1, wordShare);
        Double cosine = seen.cosine();
        return question.vector().isEmpty() ? words : MEANING * (cosine == null ? 0 : cosine) + (1 - MEANING) * words;
    }

    private Mono<List<MemoryBody>> bodies(Question question, Map<UUID, Double> scores, int limit) {
        if (scores.isEmpty()) {
            return Mono.just(List.of());
        }
        return memories.valid(question.subject(), question.tenant(), question.view(), scores.keySet())
                .collectList()
                .map(found -> best(found, scores, question.view(), limit));
    }

    /** @param scores the best first */
    private static List<MemoryBody> best(List<MemoryBody> found, Map<UUID, Double> scores, PolicyView view, int limit) {
        Map<UUID, MemoryBody> byId = found.stream().collect(Collectors.toMap(MemoryBody::id, memory -> memory));
        return scores.entrySet().stream()
                .filter(scored -> byId.containsKey(scored.getKey()))
                .limit(limit)
                .map(scored -> Objects.requireNonNull(byId.get(scored.getKey())).withScore(scored.getValue()))
                .map(view::shown)
                .toList();
    }
}
