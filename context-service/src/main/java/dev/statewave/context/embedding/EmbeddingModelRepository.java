package dev.statewave.context.embedding;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The models that vectors in the database are of. Usually it is one, and then no subject has to be looked at. While
 * memories are embedded anew, a subject is found by the model that it has the most vectors of: the former one until the
 * embedder deletes those of it, which it does in the moment in which the new ones are complete. So it does not matter
 * whether this service or the workers got a new setting first, or the old one back.
 */
@Component
public final class EmbeddingModelRepository implements ServingModels, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(EmbeddingModelRepository.class);
    /** Together well below the time for which a model is known of before vectors of a former one are deleted. */
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Duration LIMIT = Duration.ofSeconds(3);

    private static final String ALL = """
            SELECT model, announced_at = max(announced_at) OVER () AS newest, subjects, memories, counted_at
            FROM embedding_models ORDER BY announced_at DESC, model""";

    private static final String OF_SUBJECT = """
            SELECT e.model, count(*) AS vectors
            FROM memory_embeddings e WHERE e.model = ANY (:models) AND {subject e} GROUP BY e.model""";

    private final ScopedReads database;
    private final QueryModels models;
    private final Disposable looking;
    /** Null before the first look. */
    private volatile @Nullable Set<String> known;

    EmbeddingModelRepository(ScopedReads database, QueryModels models) {
        this.database = database;
        this.models = models;
        this.looking = Flux.interval(Duration.ZERO, INTERVAL)
                .onBackpressureDrop()
                .concatMap(tick -> refresh().onErrorResume(e -> {
                    log.debug("The models of the vectors are looked at again in a moment: {}", e.toString());
                    return Mono.empty();
                }))
                .subscribe();
    }

    /**
     * A model that there are vectors of, or are going to be.
     *
     * @param newest whether it is the one that memories are embedded by now
     * @param subjects of the newest: those that wait for vectors; of another one: those that have vectors of it
     * @param memories the same of memories
     * @param countedAt null before the first count
     */
    public record Stored(
            String model,
            boolean newest,
            long subjects,
            long memories,
            @Nullable Instant countedAt) {}

    /** All of them, the newest first. */
    public Mono<List<Stored>> all() {
        return database.run(TenantScope.NONE, ALL, List.of(), EmbeddingModelRepository::read)
                .collectList();
    }

    private static Stored read(Readable row) {
        return new Stored(
                row.get("model", String.class),
                row.get("newest", Boolean.class),
                row.get("subjects", Long.class),
                row.get("memories", Long.class),
                row.get("counted_at", Instant.class));
    }

    private Mono<Set<String>> refresh() {
        return all().timeout(LIMIT)
                .map(stored -> stored.stream().map(Stored::model).collect(Collectors.toUnmodifiableSet()))
                .doOnNext(names -> {
                    known = names;
                    models.keepOnly(names);
                });
    }

    @Override
    public Mono<String> of(String subject, @Nullable String tenant, String configured) {
        Set<String> names = known;
        return names == null
                ? refresh().flatMap(found -> of(subject, tenant, configured, found))
                : of(subject, tenant, configured, names);
    }

    private Mono<String> of(String subject, @Nullable String tenant, String configured, Set<String> names) {
        if (names.isEmpty() || names.equals(Set.of(configured))) {
            return Mono.just(configured);
        }
        var possible = new TreeSet<>(names);
        possible.add(configured);
        return SqlQuery.of(OF_SUBJECT)
                .ofSubject(subject, tenant)
                .bind("models", possible.toArray(String[]::new))
                .run(database, row -> new Vectors(row.get("model", String.class), row.get("vectors", Long.class)))
                .sort(Comparator.comparingLong(Vectors::count).reversed().thenComparing(vectors -> !vectors.model()
                        .equals(configured)))
                .next()
                .map(Vectors::model)
                .defaultIfEmpty(configured);
    }

    private record Vectors(String model, long count) {}

    @Override
    public boolean changing() {
        Set<String> names = known;
        return names != null && names.size() > 1;
    }

    @Override
    public void destroy() {
        looking.dispose();
    }
}
