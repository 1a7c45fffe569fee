package dev.statewave.platform.portability;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.ImportedEpisode;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.ImportedResolution;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Maps rows to what is moved. A mapping takes the columns out of the row, and its JSON is only read when the result is
 * asked for, on the thread that asks.
 */
final class PortableRows {

    static final String EPISODES = """
            SELECT e.id, e.source, e.type, e.payload::text AS payload, e.metadata::text AS metadata,
                e.provenance::text AS provenance, e.session_id, e.idempotency_key, e.occurred_at, e.occurred_offset,
                e.created_at,
                CASE WHEN e.already_compiled OR e.log_offset <= c.compiled_through
                    THEN coalesce(c.compiled_at, e.created_at) END AS compiled_at
            FROM episodes e
            LEFT JOIN subject_compiles c ON c.subject_id = e.subject_id AND c.tenant_id = e.tenant_id
            WHERE e.subject_id = $1 AND e.tenant_id = $2 AND e.id <> ALL ($3)
            ORDER BY e.created_at, e.log_offset""";

    static final String MEMORIES = """
            SELECT id, kind, content, summary, confidence, valid_from, valid_to, status, superseded_by,
                source_episode_ids, metadata::text AS metadata, sensitivity_labels, suggested_labels, created_at,
                updated_at, retired_at, origin
            FROM memories WHERE subject_id = $1 AND tenant_id = $2 AND kind <> 'passage' AND id <> ALL ($3)
            ORDER BY created_at, sequence""";

    static final String RESOLUTIONS = """
            SELECT id, session_id, status, resolution_summary, metadata::text AS metadata, resolved_at, created_at,
                updated_at
            FROM resolutions WHERE subject_id = $1 AND tenant_id = $2
            ORDER BY created_at, id""";

    private PortableRows() {}

    static Supplier<ImportedEpisode> episode(Readable row) {
        UUID id = row.get("id", UUID.class);
        String source = row.get("source", String.class);
        String type = row.get("type", String.class);
        String payload = row.get("payload", String.class);
        String metadata = row.get("metadata", String.class);
        String provenance = row.get("provenance", String.class);
        String session = row.get("session_id", String.class);
        String key = row.get("idempotency_key", String.class);
        Instant occurredAt = row.get("occurred_at", Instant.class);
        Short offset = row.get("occurred_offset", Short.class);
        Instant createdAt = row.get("created_at", Instant.class);
        Instant compiledAt = row.get("compiled_at", Instant.class);
        return () -> new ImportedEpisode(
                id,
                source,
                type,
                Json.tree(payload),
                Json.tree(metadata),
                Json.tree(provenance),
                session,
                key,
                occurredAt,
                offset == null ? null : offset.intValue(),
                createdAt,
                compiledAt);
    }

    static Supplier<ImportedMemory> memory(Readable row) {
        UUID id = row.get("id", UUID.class);
        String kind = row.get("kind", String.class);
        String content = row.get("content", String.class);
        String summary = row.get("summary", String.class);
        Double confidence = row.get("confidence", Double.class);
        Instant validFrom = row.get("valid_from", Instant.class);
        Instant validTo = row.get("valid_to", Instant.class);
        String status = row.get("status", String.class);
        UUID supersededBy = row.get("superseded_by", UUID.class);
        List<UUID> sources = List.of(row.get("source_episode_ids", UUID[].class));
        String metadata = row.get("metadata", String.class);
        List<String> labels = List.of(row.get("sensitivity_labels", String[].class));
        List<String> suggested = List.of(row.get("suggested_labels", String[].class));
        Instant createdAt = row.get("created_at", Instant.class);
        Instant updatedAt = row.get("updated_at", Instant.class);
        Instant retiredAt = row.get("retired_at", Instant.class);
        boolean derived = "compile".equals(row.get("origin", String.class));
        return () -> new ImportedMemory(
                id,
                kind,
                content,
                summary,
                confidence,
                validFrom,
                validTo,
                status,
                supersededBy,
                sources,
                Json.tree(metadata),
                labels,
                suggested,
                derived,
                createdAt,
                updatedAt,
                retiredAt);
    }

    static Supplier<ImportedResolution> resolution(Readable row) {
        UUID id = row.get("id", UUID.class);
        String session = row.get("session_id", String.class);
        String status = row.get("status", String.class);
        String summary = row.get("resolution_summary", String.class);
        String metadata = row.get("metadata", String.class);
        Instant resolvedAt = row.get("resolved_at", Instant.class);
        Instant createdAt = row.get("created_at", Instant.class);
        Instant updatedAt = row.get("updated_at", Instant.class);
        return () -> new ImportedResolution(
                id, session, status, summary, Json.tree(metadata), resolvedAt, createdAt, updatedAt);
    }
}
