package dev.statewave.context.retrieval.snapshot;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.context.store.ResolutionRepository;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads versions of subjects, and whole subjects. */
@Component
class SnapshotRepository {

    private static final String VERSION = """
            SELECT array_agg(version ORDER BY tenant_id) AS versions, now() AS now
            FROM subject_versions v WHERE {subject v}""";

    private static final String ACTIVE = "{subject m} AND m.passages = 0 AND m.status = 'active'"
            + " AND (m.valid_to IS NULL OR m.valid_to > now())";

    private static final String COUNT =
            "SELECT count(*)::int AS found FROM (SELECT FROM memories m WHERE " + ACTIVE + " LIMIT :most + 1) enough";

    // Looked up memory by memory: a join would be planned by the planner's estimate of the subject's size, which can be
    // off by any factor.
    private static final String MEMORIES =
            "SELECT " + StoredMemory.COLUMNS + """
            , tsvector_to_array(m.words) AS terms
            FROM memories m LEFT JOIN LATERAL (
                SELECT * FROM episodes e WHERE e.id = m.source_episode_ids[1] OFFSET 0) o ON true
            WHERE""" + " " + ACTIVE + " ORDER BY m.sequence DESC LIMIT :most";

    private static final String VECTORS = """
            SELECT e.memory_id, halfvec_send(e.embedding) AS embedding
            FROM memory_embeddings e WHERE {subject e} AND e.model = :model""";

    private final ScopedReads database;
    private final ResolutionRepository resolutions;

    SnapshotRepository(ScopedReads database, ResolutionRepository resolutions) {
        this.database = database;
        this.resolutions = resolutions;
    }

    /**
     * The version of a subject.
     *
     * @param versions of the rows of each tenant that has the subject; empty where none is known
     * @param now the time of the database
     */
    record Version(List<Long> versions, Instant now) {}

    ScopedReads.Read<Version> version(String subject, @Nullable String tenant) {
        return SqlQuery.of(VERSION).ofSubject(subject, tenant).read(SnapshotRepository::version);
    }

    private static Version version(Readable row) {
        Long[] versions = row.get("versions", Long[].class);
        return new Version(versions == null ? List.of() : List.of(versions), row.get("now", Instant.class));
    }

    /** How many memories a snapshot would have, counted to one more than the most. */
    ScopedReads.Read<Integer> count(String subject, @Nullable String tenant, int most) {
        return SqlQuery.of(COUNT)
                .ofSubject(subject, tenant)
                .bind("most", most)
                .read(row -> row.get("found", Integer.class));
    }

    private record Row(StoredMemory memory, String[] terms) {}

    private record Vector(UUID memory, byte[] embedding) {}

    /** @param model of the vectors; null for none */
    Mono<SubjectSnapshot> load(String subject, @Nullable String tenant, @Nullable String model, int most) {
        ScopedReads.Read<Row> memories = SqlQuery.of(MEMORIES)
                .ofSubject(subject, tenant)
                .bind("most", most)
                .read(row -> new Row(StoredMemory.read(row), row.get("terms", String[].class)));
        var standing = resolutions.newest(subject, tenant);
        var reads = new ArrayList<ScopedReads.Read<?>>(List.of(memories, standing));
        ScopedReads.@Nullable Read<Vector> vectors = model == null ? null : vectors(subject, tenant, model);
        if (vectors != null) {
            reads.add(vectors);
        }
        return database.together(TenantScope.ofReader(tenant), reads).map(found -> {
            var rows = found.of(memories);
            Map<UUID, byte[]> embeddings = new HashMap<>();
            if (vectors != null) {
                found.of(vectors).forEach(vector -> embeddings.put(vector.memory(), vector.embedding()));
            }
            return new SubjectSnapshot(
                    rows.stream().map(Row::memory).toList(),
                    rows.stream().map(Row::terms).toList(),
                    embeddings,
                    found.of(standing));
        });
    }

    private static ScopedReads.Read<Vector> vectors(String subject, @Nullable String tenant, String model) {
        return SqlQuery.of(VECTORS)
                .ofSubject(subject, tenant)
                .bind("model", model)
                .read(row -> new Vector(row.get("memory_id", UUID.class), row.get("embedding", byte[].class)));
    }
}
