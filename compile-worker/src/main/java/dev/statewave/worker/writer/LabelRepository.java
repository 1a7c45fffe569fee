package dev.statewave.worker.writer;

import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsPromoted;
import dev.statewave.contract.subjectlog.SubjectRecord.LabelsSet;
import dev.statewave.worker.store.SubjectLock;
import java.sql.Timestamp;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Changes the labels of memories, and those of their passages with them. */
@Component
class LabelRepository {

    private static final String OF_MEMORY =
            " WHERE (id = :memory OR passage_of = :memory) AND subject_id = :subject AND tenant_id = :tenant";

    private static final String SET = "UPDATE memories SET sensitivity_labels = :labels, updated_at = :at" + OF_MEMORY;

    private static final String PROMOTE = """
            UPDATE memories SET
                sensitivity_labels = ARRAY(
                    SELECT DISTINCT label FROM unnest(sensitivity_labels || :labels::text[]) AS label ORDER BY label),
                suggested_labels = ARRAY(
                    SELECT label FROM unnest(suggested_labels) AS label WHERE label <> ALL (:labels::text[])
                    ORDER BY label),
                metadata = CASE WHEN id <> :memory THEN metadata ELSE jsonb_set(metadata, '{label_promotions}',
                    CASE jsonb_typeof(metadata -> 'label_promotions')
                        WHEN 'array' THEN metadata -> 'label_promotions' ELSE '[]'::jsonb END || :promotion::jsonb)
                    END,
                updated_at = :at""" + OF_MEMORY;

    private final JdbcClient database;
    private final SubjectLock lock;
    private final AdminActionRepository actions;

    LabelRepository(JdbcClient database, SubjectLock lock, AdminActionRepository actions) {
        this.database = database;
        this.lock = lock;
        this.actions = actions;
    }

    void set(LogEntry entry, LabelsSet labels) {
        lock.take(entry.key());
        change(SET, entry, labels.memoryId(), labels.labels())
                .param("at", Timestamp.from(labels.setAt()))
                .update();
        actions.note(entry, AdminAction.MEMORY_LABELS_SET, labels.memoryId().toString(), details(labels.labels()));
    }

    void promote(LogEntry entry, LabelsPromoted labels) {
        ObjectNode promotion = details(labels.labels())
                .put("promoted_at", WireTime.formatWithOffset(labels.promotedAt()))
                .put("promoted_by", labels.promotedBy());
        lock.take(entry.key());
        change(PROMOTE, entry, labels.memoryId(), labels.labels())
                .param("at", Timestamp.from(labels.promotedAt()))
                .param("promotion", promotion.toString())
                .update();
        actions.note(entry, AdminAction.MEMORY_LABELS_PROMOTE, labels.memoryId().toString(), details(labels.labels()));
    }

    private JdbcClient.StatementSpec change(String sql, LogEntry entry, UUID memory, List<String> labels) {
        return database.sql(sql)
                .param("labels", labels.toArray(String[]::new))
                .param("memory", memory)
                .param("subject", entry.key().subject())
                .param("tenant", entry.key().tenant());
    }

    private static ObjectNode details(List<String> labels) {
        ObjectNode details = Json.object();
        labels.forEach(details.putArray("labels")::add);
        return details;
    }
}
