package dev.statewave.context.store;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * The subjects that are found by an index and no longer by a scan; the workers decide which. Known from a look every
 * few seconds: what is a little out of date costs time or the newest of a subject that was erased and begun anew, and
 * nothing else.
 */
@Component
public final class LargeSubjectRepository implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(LargeSubjectRepository.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final int LEAST_CANDIDATES = 400;
    private static final int MOST_CANDIDATES = 1_000;
    /** Further ones are scanned. */
    private static final int MOST = 100_000;

    private final Disposable looking;
    /** By subject and model. */
    private volatile Map<Key, List<Large>> known = Map.of();

    /**
     * A large subject.
     *
     * @param tenant an empty text for none
     * @param memories about how many it has
     * @param alone whether no other tenant has a subject of this name
     */
    public record Large(String name, String tenant, String model, long memories, boolean alone) {

        private Key key() {
            return new Key(name, model);
        }

        /** @param alias of the table, with a dot */
        public SqlQuery of(SqlQuery query, String alias) {
            return query.add(alias + "subject_id = ?", name).add("AND " + alias + "tenant_id = ?", tenant);
        }

        /** @param alias of the table, with a dot; one with vectors */
        public SqlQuery ofModel(SqlQuery query, String alias) {
            return of(query, alias).add("AND " + alias + "model = ?", model);
        }

        /**
         * Goes on with the condition and the order by which the graph of the nearest is searched; a limit has to
         * follow.
         *
         * @param vector of a question
         */
        public SqlQuery nearest(SqlQuery query, String alias, float[] vector) {
            // An index is of one number of dimensions, which the statement has to name as it does.
            return ofModel(query, alias)
                    .add("AND vector_dims(%sembedding) = %d".formatted(alias, vector.length))
                    .add(
                            "ORDER BY %sembedding::halfvec(%d) <=> (SELECT ?::halfvec(%d))"
                                    .formatted(alias, vector.length, vector.length),
                            Arrays.toString(vector));
        }

        /**
         * How thoroughly the graph is searched in the transaction; to be sent before. Measured: with 400, 99 of the
         * nearest 100 are found.
         */
        public ScopedReads.Read<String> thoroughness(int wanted) {
            return new ScopedReads.Read<>(
                    "SELECT set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', $1, true)",
                    List.of(String.valueOf(Math.clamp(2L * wanted, LEAST_CANDIDATES, MOST_CANDIDATES))),
                    row -> "");
        }
    }

    private record Key(String subject, String model) {}

    LargeSubjectRepository(ScopedReads database) {
        this.looking = Flux.interval(Duration.ZERO, INTERVAL)
                .onBackpressureDrop()
                .concatMap(tick -> look(database).onErrorResume(e -> {
                    log.debug("The large subjects are looked at again in a moment: {}", e.toString());
                    return Mono.empty();
                }))
                .subscribe();
    }

    private Mono<Void> look(ScopedReads database) {
        return database.run(
                        TenantScope.ALL,
                        """
                        SELECT l.subject_id, l.tenant_id, l.model, l.memories,
                            NOT EXISTS (SELECT FROM memories m WHERE m.subject_id = l.subject_id AND m.tenant_id < l.tenant_id)
                            AND NOT EXISTS (SELECT FROM memories m WHERE m.subject_id = l.subject_id AND m.tenant_id > l.tenant_id) AS alone
                        FROM large_subjects l WHERE l.ready_at IS NOT NULL ORDER BY l.ready_at LIMIT $1""",
                        List.of(MOST),
                        row -> new Large(
                                row.get("subject_id", String.class),
                                row.get("tenant_id", String.class),
                                row.get("model", String.class),
                                row.get("memories", Long.class),
                                row.get("alone", Boolean.class)))
                .collect(Collectors.groupingBy(Large::key))
                .timeout(LIMIT)
                .doOnNext(found -> known = found)
                .then();
    }

    /**
     * The large subject that a reader means; empty where what it means is to be scanned.
     *
     * @param tenant null or empty for any
     */
    public Optional<Large> find(String subject, @Nullable String tenant, String model) {
        return known.getOrDefault(new Key(subject, model), List.of()).stream()
                .filter(large -> tenant == null || tenant.isEmpty()
                        ? large.alone()
                        : large.tenant().equals(tenant))
                .findFirst();
    }

    @Override
    public void destroy() {
        looking.dispose();
    }
}
