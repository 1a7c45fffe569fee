package dev.statewave.ingest.snapshots;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads which snapshots there are, and which subjects are idle. */
@Component
class SnapshotRepository {

    private static final String SELECT = "SELECT id, tenant_id, subject_id, name, version FROM snapshots WHERE ";
    /** Subjects that one call erases at most. */
    private static final int MOST_IDLE = 500;

    private final ScopedReads database;

    SnapshotRepository(ScopedReads database) {
        this.database = database;
    }

    /** @param key the subject that holds it */
    record Kept(UUID id, SubjectKey key) {}

    Mono<Kept> find(UUID id) {
        return run(SELECT + "id = $1", List.of(id)).next();
    }

    /** @param version null for the latest */
    Mono<Kept> find(String name, @Nullable Integer version) {
        return version == null
                ? run(SELECT + "name = $1 ORDER BY version DESC LIMIT 1", List.of(name))
                        .next()
                : run(SELECT + "name = $1 AND version = $2", List.of(name, version))
                        .next();
    }

    private Flux<Kept> run(String sql, List<Object> values) {
        return database.run(
                TenantScope.ALL,
                sql,
                values,
                row -> new Kept(
                        row.get("id", UUID.class),
                        new SubjectKey(row.get("tenant_id", String.class), row.get("subject_id", String.class))));
    }

    /** Those whose newest episode is older. The prefix is a text and no pattern. */
    Flux<SubjectKey> idle(String prefix, int hours) {
        return database.run(
                TenantScope.ALL,
                """
                SELECT tenant_id, subject_id FROM episodes
                WHERE starts_with(subject_id, $1) AND NOT starts_with(subject_id, $2)
                GROUP BY subject_id, tenant_id
                HAVING max(created_at) < now() - make_interval(hours => $3)
                ORDER BY subject_id, tenant_id LIMIT $4""",
                List.of(prefix, SnapshotName.PREFIX, hours, MOST_IDLE),
                row -> new SubjectKey(row.get("tenant_id", String.class), row.get("subject_id", String.class)));
    }
}
