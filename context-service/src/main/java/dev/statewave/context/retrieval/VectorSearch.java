package dev.statewave.context.retrieval;

import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.retrieval.snapshot.SnapshotCache;
import dev.statewave.context.retrieval.snapshot.StoredMemory;
import dev.statewave.context.store.LargeSubjectRepository;
import dev.statewave.context.store.MemoryRepository;
import dev.statewave.context.web.WorkThreads;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds the memories that are nearest to a question by meaning alone; the score of each is its cosine. */
@Component
public class VectorSearch {

    private final ScopedReads database;
    private final SnapshotCache snapshots;
    private final LargeSubjectRepository large;
    private final MemoryRepository memories;
    private final WorkThreads threads;

    VectorSearch(
            ScopedReads database,
            SnapshotCache snapshots,
            LargeSubjectRepository large,
            MemoryRepository memories,
            WorkThreads threads) {
        this.database = database;
        this.snapshots = snapshots;
        this.large = large;
        this.memories = memories;
        this.threads = threads;
    }

    /**
     * The nearest first.
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
            QueryVector question,
            int limit) {
        Mono<List<MemoryBody>> asked = Mono.defer(() ->
                memories.nearest(subject, tenant, view, kind, question, limit).collectList());
        if (large.find(subject, tenant, question.model()).isPresent()) {
            return asked;
        }
        return snapshots
                .lookup(subject, tenant, question.model())
                .map(lookup -> database.together(TenantScope.ofReader(tenant), lookup.reads())
                        .flatMap(lookup::of)
                        .publishOn(threads.scheduler())
                        .map(kept -> nearest(kept, view, kind, question, limit))
                        .switchIfEmpty(asked))
                .orElse(asked);
    }

    private static List<MemoryBody> nearest(
            SnapshotCache.Found subject, PolicyView view, @Nullable String kind, QueryVector question, int limit) {
        List<StoredMemory> memories = subject.snapshot().memories();
        double[] cosines = subject.snapshot().cosines(question.vector());
        return IntStream.range(0, cosines.length)
                .filter(i -> !Double.isNaN(cosines[i]))
                .filter(i -> memories.get(i).listed() && memories.get(i).holds(subject.now()))
                .filter(i -> !view.hides(memories.get(i).id()))
                .filter(i -> kind == null || kind.equals(memories.get(i).body().kind()))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -cosines[i]))
                .limit(limit)
                .map(i -> view.shown(memories.get(i).body().withScore(cosines[i])))
                .toList();
    }
}
