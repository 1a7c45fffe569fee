package dev.statewave.context.store;

import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.ScopedReads;
import java.util.Arrays;
import java.util.List;

/**
 * A subject with so many memories that an index finds them and no scan.
 *
 * @param tenant an empty text for none
 * @param memories about how many it has
 * @param alone whether no other tenant has a subject of this name
 */
public record LargeSubject(String name, String tenant, String model, long memories, boolean alone) {

    private static final int LEAST_CANDIDATES = 400;
    private static final int MOST_CANDIDATES = 1_000;
    private static final String THOROUGHNESS = """
            SELECT set_config('hnsw.iterative_scan', 'strict_order', true),
                set_config('hnsw.ef_search', $1, true)""";

    /**
     * Defines for a statement {@code {large alias}}, the rows of the subject, and {@code {nearest alias}}, the
     * condition and the order by which the graph of the nearest is searched; a limit has to follow the latter. A
     * condition has to follow {@code {indexed_visible alias}}, which leaves out what the caller is not shown.
     */
    public SqlQuery defineIn(SqlQuery query, PolicyView view, QueryVector question) {
        int dimensions = question.vector().length;
        // An index is of one number of dimensions, which the statement has to name as the index does.
        return query.visibleTo(view)
                .define(
                        "indexed_visible",
                        alias -> view.isOpen() ? "" : alias + "memory_id <> ALL (:hidden_memories) AND")
                .bind("large_subject", name)
                .bind("large_tenant", tenant)
                .bind("model", model)
                .bind("vector", Arrays.toString(question.vector()))
                .define("large", LargeSubject::condition)
                .define("nearest", alias -> nearest(alias, dimensions));
    }

    private static String nearest(String alias, int dimensions) {
        String embedding = alias + "embedding";
        return condition(alias)
                + " AND %smodel = :model AND vector_dims(%s) = %d".formatted(alias, embedding, dimensions)
                + " ORDER BY %s::halfvec(%d) <=> (SELECT :vector::halfvec(%d))"
                        .formatted(embedding, dimensions, dimensions);
    }

    private static String condition(String alias) {
        return alias + "subject_id = :large_subject AND " + alias + "tenant_id = :large_tenant";
    }

    /**
     * How thoroughly the graph is searched in the transaction; to be sent before. Measured: with 400, 99 of the nearest
     * 100 are found.
     */
    public ScopedReads.Read<String> thoroughness(int wanted) {
        String candidates = String.valueOf(Math.clamp(2L * wanted, LEAST_CANDIDATES, MOST_CANDIDATES));
        return new ScopedReads.Read<>(THOROUGHNESS, List.of(candidates), row -> "");
    }
}
