package dev.statewave.context.retrieval.snapshot;

import dev.statewave.context.bundle.AsOf;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.context.store.ResolutionRepository;
import dev.statewave.contract.rest.ResolutionBody;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Reads subjects as they were known at a moment, out of their rows and of what the rows were before. It looks at all of
 * a subject, so it costs what a scan costs. Vectors are those that there are: of the model that a subject is found by.
 */
@Component
public class PastSubjects {

    /** Memories of a subject that are looked at: the last ones that were written. */
    private static final int MOST = 10_000;

    private static final String MEMORIES = """
            WITH later AS MATERIALIZED (
                SELECT DISTINCT ON (h.memory_id) h.memory_id, h.before FROM memory_history h
                WHERE {subject h} AND h.changed_at > :known ORDER BY h.memory_id, h.id),
            held AS (
                SELECT r AS memory FROM memories r WHERE {subject r}
                UNION ALL
                SELECT jsonb_populate_record(NULL::memories, h.before) FROM memory_history h
                WHERE {subject h} AND h.removed AND h.changed_at > :known)
            SELECT\s""" + StoredMemory.COLUMNS + """
            , tsvector_to_array(m.words) AS terms
            FROM held LEFT JOIN later l ON l.memory_id = (held.memory).id
            CROSS JOIN LATERAL jsonb_populate_record(held.memory, coalesce(l.before, '{}'::jsonb)) m
            LEFT JOIN LATERAL (SELECT * FROM episodes e WHERE e.id = m.source_episode_ids[1] OFFSET 0) o ON true
            WHERE m.passages = 0 AND coalesce(m.recorded_at, m.created_at) <= :known AND {counts}
            ORDER BY m.sequence DESC LIMIT :most""";

    private static final String COUNTED_THEN = "m.status = 'active' AND (m.valid_to IS NULL OR m.valid_to > :moment)";

    // What was superseded was true until then. What was replaced by a better reading of the same episode has no end.
    private static final String TRUE_THEN =
            "m.valid_from <= :moment" + " AND (m.valid_to > :moment OR m.valid_to IS NULL AND m.status = 'active')";

    private static final String VECTORS = """
            SELECT e.memory_id, halfvec_send(e.embedding) AS embedding
            FROM memory_embeddings e WHERE {subject e} AND e.model = :model
            UNION ALL
            SELECT h.memory_id, halfvec_send(h.embedding) FROM memory_history h
            WHERE {subject h} AND h.removed AND h.changed_at > :known AND h.model = :model""";

    private static final String ERASED = """
            SELECT erased_at FROM receipt_erasures e
            WHERE e.fingerprint = sha256(convert_to(:key, 'UTF8')) AND e.erased_at > :known{tenant e}""";

    private final ScopedReads database;
    private final ResolutionRepository resolutions;

    PastSubjects(ScopedReads database, ResolutionRepository resolutions) {
        this.database = database;
        this.resolutions = resolutions;
    }

    private record Row(StoredMemory memory, String[] terms) {}

    private record Vector(UUID memory, byte[] embedding) {}

    /**
     * A subject as it was.
     *
     * @param whole false where it had more memories than are looked at
     * @param erasedAt when it was erased since, where that is known still; null where it was not
     */
    public record Past(
            SubjectSnapshot snapshot,
            boolean whole,
            @Nullable Instant erasedAt) {}

    /**
     * @param tenant null or empty for any
     * @param model of the vectors; null for none
     */
    public Mono<Past> find(String subject, @Nullable String tenant, @Nullable String model, AsOf asOf) {
        ScopedReads.Read<Row> memories = SqlQuery.of(MEMORIES)
                .ofSubject(subject, tenant)
                .define("counts", alias -> asOf.validAt() == null ? COUNTED_THEN : TRUE_THEN)
                .bind("known", asOf.knownAt())
                .bind("moment", asOf.moment())
                .bind("most", MOST + 1)
                .read(row -> new Row(StoredMemory.read(row), row.get("terms", String[].class)));
        ScopedReads.Read<ResolutionBody> standing = resolutions.newestAt(subject, tenant, asOf.knownAt());
        ScopedReads.Read<Instant> erased = SqlQuery.of(ERASED)
                .ofTenant(tenant)
                .bind("key", SubjectKey.of(tenant, subject).encoded())
                .bind("known", asOf.knownAt())
                .read(row -> row.get("erased_at", Instant.class));
        var reads = new ArrayList<ScopedReads.Read<?>>(List.of(memories, standing, erased));
        ScopedReads.@Nullable Read<Vector> vectors = model == null
                ? null
                : SqlQuery.of(VECTORS)
                        .ofSubject(subject, tenant)
                        .bind("model", model)
                        .bind("known", asOf.knownAt())
                        .read(row -> new Vector(row.get("memory_id", UUID.class), row.get("embedding", byte[].class)));
        if (vectors != null) {
            reads.add(vectors);
        }
        return database.together(TenantScope.ofReader(tenant), reads).map(found -> {
            List<Row> rows = found.of(memories);
            List<Row> seen = rows.subList(0, Math.min(rows.size(), MOST));
            Map<UUID, byte[]> embeddings = new HashMap<>();
            if (vectors != null) {
                found.of(vectors).forEach(vector -> embeddings.put(vector.memory(), vector.embedding()));
            }
            return new Past(
                    new SubjectSnapshot(
                            seen.stream().map(Row::memory).toList(),
                            seen.stream().map(Row::terms).toList(),
                            embeddings,
                            found.of(standing)),
                    rows.size() <= MOST,
                    found.of(erased).isEmpty() ? null : found.of(erased).getFirst());
        });
    }
}
