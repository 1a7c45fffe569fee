package dev.statewave.context.portability;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.platform.portability.PortabilitySettings;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** {@code GET /admin/snapshots}. */
@RestController
class SnapshotListController {

    private static final String SELECT = """
            SELECT id, name, version, source_subject_id, episode_count, memory_count, metadata::text AS metadata,
                created_at
            FROM snapshots ORDER BY name, version LIMIT 1000""";

    private final PortabilitySettings settings;
    private final ScopedReads database;

    SnapshotListController(PortabilitySettings settings, ScopedReads database) {
        this.settings = settings;
        this.database = database;
    }

    record SnapshotBody(
            UUID id,
            String name,
            int version,
            String sourceSubjectId,
            int episodeCount,
            int memoryCount,
            JsonNode metadata,
            String createdAt) {}

    record SnapshotsBody(List<SnapshotBody> snapshots) {}

    @GetMapping("/admin/snapshots")
    Mono<SnapshotsBody> list() {
        settings.requireSnapshots();
        return database.run(TenantScope.ALL, SELECT, List.of(), SnapshotListController::read)
                .collectList()
                .map(SnapshotsBody::new);
    }

    private static SnapshotBody read(Readable row) {
        return new SnapshotBody(
                row.get("id", UUID.class),
                row.get("name", String.class),
                row.get("version", Integer.class),
                row.get("source_subject_id", String.class),
                row.get("episode_count", Integer.class),
                row.get("memory_count", Integer.class),
                Json.tree(row.get("metadata", String.class)),
                WireTime.formatWithOffset(row.get("created_at", Instant.class)));
    }
}
