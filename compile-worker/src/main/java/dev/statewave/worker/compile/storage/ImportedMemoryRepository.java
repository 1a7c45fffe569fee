package dev.statewave.worker.compile.storage;

import dev.statewave.contract.json.Json;
import dev.statewave.contract.subjectlog.ImportedMemory;
import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.EmbeddingProvider;
import dev.statewave.worker.WorkerSettings;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Memories that come from somewhere else. Every method is part of the transaction that is under way. */
@Component
public class ImportedMemoryRepository {

    private final JdbcClient database;
    private final boolean embeds;

    ImportedMemoryRepository(JdbcClient database, WorkerSettings settings) {
        this.database = database;
        this.embeds = settings.embeddingProvider() != EmbeddingProvider.NONE;
    }

    /**
     * Stores memories as they were, in one statement. They have no words yet: to analyze texts would hold up the log.
     * No explicit compile reports them.
     *
     * @return how many came in; a memory whose id is there already does not
     */
    public int insert(SubjectKey key, UUID importId, List<ImportedMemory> memories) {
        return database.sql("""
                        INSERT INTO memories (id, tenant_id, subject_id, kind, content, summary, confidence, valid_from,
                                              valid_to, status, superseded_by, source_episode_ids, metadata,
                                              sensitivity_labels, suggested_labels, words_version, created_at,
                                              updated_at, retired_at, origin, reported_by)
                        SELECT i.id, :tenant, :subject, i.kind, i.content, i.summary, i.confidence, i.valid_from,
                            i.valid_to, i.status, i.superseded_by, i.sources::uuid[], i.metadata::jsonb,
                            ARRAY(SELECT json_array_elements_text(i.labels::json)),
                            ARRAY(SELECT json_array_elements_text(i.suggested::json)), 0, i.created_at, i.updated_at,
                            i.retired_at, CASE WHEN i.derived THEN 'compile' ELSE 'import' END, :report
                        FROM unnest(:ids::uuid[], :kinds::text[], :contents::text[], :summaries::text[],
                                :confidences::double precision[], :starts::timestamptz[], :ends::timestamptz[],
                                :statuses::text[], :successors::uuid[], :sources::text[], :metadata::text[],
                                :labels::text[], :suggested::text[], :created::timestamptz[],
                                :updated::timestamptz[], :retired::timestamptz[], :derived::boolean[])
                            WITH ORDINALITY AS i (id, kind, content, summary, confidence, valid_from, valid_to,
                                status, superseded_by, sources, metadata, labels, suggested, created_at, updated_at,
                                retired_at, derived, place)
                        ORDER BY i.place
                        ON CONFLICT DO NOTHING""")
                .param("tenant", key.tenant())
                .param("subject", key.subject())
                .param("report", "import:" + importId)
                .param("ids", column(memories, ImportedMemory::id))
                .param("kinds", column(memories, ImportedMemory::kind))
                .param("contents", column(memories, ImportedMemory::content))
                .param("summaries", column(memories, ImportedMemory::summary))
                .param("confidences", column(memories, ImportedMemory::confidence))
                .param("starts", column(memories, ImportedMemory::validFrom))
                .param("ends", column(memories, ImportedMemory::validTo))
                .param("statuses", column(memories, ImportedMemory::status))
                .param("successors", column(memories, ImportedMemory::supersededBy))
                .param("sources", column(memories, memory -> memory.sourceEpisodeIds().stream()
                        .map(UUID::toString)
                        .collect(Collectors.joining(",", "{", "}"))))
                .param("metadata", column(memories, ImportedMemory::metadata))
                .param("labels", column(memories, memory -> Json.text(memory.sensitivityLabels())))
                .param("suggested", column(memories, memory -> Json.text(memory.suggestedLabels())))
                .param("created", column(memories, ImportedMemory::createdAt))
                .param("updated", column(memories, ImportedMemory::updatedAt))
                .param("retired", column(memories, ImportedMemory::retiredAt))
                .param("derived", column(memories, ImportedMemory::derived))
                .update();
    }

    /** As texts, which PostgreSQL converts to the type of the column. */
    private static @Nullable String[] column(
            List<ImportedMemory> memories, Function<ImportedMemory, @Nullable Object> value) {
        return memories.stream()
                .map(value)
                .map(one -> one == null ? null : one.toString())
                .toArray(String[]::new);
    }

    /** Erases the memories of a starter pack, with their passages; before its episodes. */
    public void deletePack(SubjectKey key, String pack) {
        for (String sql : List.of("""
                DELETE FROM memory_history h USING memories m
                WHERE h.subject_id = :subject AND h.tenant_id = :tenant
                  AND (h.memory_id = m.id OR h.memory_id IN (SELECT p.id FROM memories p WHERE p.passage_of = m.id))
                  AND m.subject_id = :subject AND m.tenant_id = :tenant
                  AND (m.metadata ->> 'starter_pack_id' = :pack OR m.metadata ->> 'pack' = :subject)""", """
                DELETE FROM memories p USING memories m
                WHERE p.passage_of = m.id AND p.subject_id = :subject AND p.tenant_id = :tenant
                  AND m.subject_id = :subject AND m.tenant_id = :tenant
                  AND (m.metadata ->> 'starter_pack_id' = :pack OR m.metadata ->> 'pack' = :subject)""", """
                DELETE FROM memories WHERE subject_id = :subject AND tenant_id = :tenant
                  AND (metadata ->> 'starter_pack_id' = :pack OR metadata ->> 'pack' = :subject)""")) {
            database.sql(sql)
                    .param("subject", key.subject())
                    .param("tenant", key.tenant())
                    .param("pack", pack)
                    .update();
        }
        for (String table : List.of("large_memories", "large_words")) {
            database.sql("""
                            DELETE FROM %s l WHERE subject_id = :subject AND tenant_id = :tenant
                              AND NOT EXISTS (SELECT FROM memories m WHERE m.id = l.memory_id)""".formatted(table))
                    .param("subject", key.subject())
                    .param("tenant", key.tenant())
                    .update();
        }
    }

    /** Notes that the subject has memories that wait for their vectors. */
    public void awaitVectors(SubjectKey key, Instant now) {
        if (!embeds) {
            return;
        }
        database.sql("""
                        INSERT INTO subject_compiles AS c (
                            tenant_id, subject_id, compiled_through, compiled_at, unembedded_since)
                        VALUES (:tenant, :subject, -1, :now, :now)
                        ON CONFLICT (subject_id, tenant_id) DO UPDATE
                        SET unembedded_since = coalesce(c.unembedded_since, excluded.unembedded_since)""")
                .param("tenant", key.tenant())
                .param("subject", key.subject())
                .param("now", now.atOffset(ZoneOffset.UTC))
                .update();
    }
}
