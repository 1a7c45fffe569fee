package dev.statewave.ingest.packs;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads what stands in the subject of the documents: what the pack has put there, and what operators have. */
@Component
class SupportDocsRepository {

    // A text with an escaped NUL cannot be taken apart by PostgreSQL; the pack has none.
    private static final String INSTALLED = """
            WITH owned AS MATERIALIZED (
                SELECT metadata FROM episodes
                WHERE subject_id = $1 AND tenant_id = $2
                  AND CASE WHEN strpos(metadata::text, '\\u0000') > 0 THEN false
                      ELSE metadata ->> 'starter_pack_id' = $3 OR metadata ->> 'pack' = $1 END),
            newest AS (
                SELECT metadata FROM owned WHERE metadata ->> 'starter_pack_version' IS NOT NULL
                ORDER BY metadata ->> 'imported_at' DESC LIMIT 1)
            SELECT (SELECT count(*) FROM episodes WHERE subject_id = $1 AND tenant_id = $2) AS episodes,
                (SELECT count(*) FROM owned) AS owned_episodes,
                (SELECT count(*) FROM memories
                 WHERE subject_id = $1 AND tenant_id = $2 AND kind <> 'passage') AS memories,
                (SELECT count(*) FROM memories
                 WHERE subject_id = $1 AND tenant_id = $2 AND kind <> 'passage'
                   AND (metadata ->> 'starter_pack_id' = $3 OR metadata ->> 'pack' = $1)) AS owned_memories,
                (SELECT metadata ->> 'starter_pack_version' FROM newest) AS version,
                (SELECT metadata ->> 'imported_at' FROM newest) AS imported_at,
                (SELECT metadata ->> 'reseed_reason' FROM newest) AS reason""";

    private final ScopedReads database;

    SupportDocsRepository(ScopedReads database) {
        this.database = database;
    }

    /** What is installed; the last three are null where nothing is. */
    record Installed(
            long episodes,
            long ownedEpisodes,
            long memories,
            long ownedMemories,
            @Nullable String version,
            @Nullable String importedAt,
            @Nullable String reason) {}

    Mono<Installed> installed(SubjectKey key) {
        return database.run(
                        TenantScope.of(key.tenant()),
                        INSTALLED,
                        List.of(key.subject(), key.tenant(), StarterPacks.SUPPORT),
                        row -> new Installed(
                                row.get("episodes", Long.class),
                                row.get("owned_episodes", Long.class),
                                row.get("memories", Long.class),
                                row.get("owned_memories", Long.class),
                                row.get("version", String.class),
                                row.get("imported_at", String.class),
                                row.get("reason", String.class)))
                .single();
    }
}
