package dev.statewave.worker.writer;

import dev.statewave.contract.subjectlog.SubjectKey;
import dev.statewave.worker.store.SubjectLock;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Removes everything that belongs to a subject. */
@Component
class SubjectEraser {

    /** What else hangs on a subject, behind the memories; vectors and the like go with what they belong to. */
    private static final List<String> TABLES = List.of(
            "resolutions",
            "subject_compiles",
            "compile_jobs",
            "webhook_deliveries",
            "subject_health",
            "large_subjects",
            "large_memories",
            "large_words",
            "subject_versions");

    private final JdbcClient database;
    private final SubjectLock lock;

    SubjectEraser(JdbcClient database, SubjectLock lock) {
        this.database = database;
        this.lock = lock;
    }

    record Erased(int episodes, int memories) {}

    Erased erase(LogEntry entry, Instant deletedAt) {
        SubjectKey key = entry.key();
        lock.take(key);
        // Parts of memories, which nobody counts.
        database.sql("DELETE FROM memories WHERE subject_id = ? AND tenant_id = ? AND kind = 'passage'")
                .param(key.subject())
                .param(key.tenant())
                .update();
        int memories = delete("memories", key);
        int episodes = delete("episodes", key);
        TABLES.forEach(table -> delete(table, key));
        database.sql("""
                        INSERT INTO subject_deletions (
                            log_partition, log_offset, episodes_deleted, memories_deleted, deleted_at)
                        VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")
                .param(entry.position().partition())
                .param(entry.position().offset())
                .param(episodes)
                .param(memories)
                .param(Timestamp.from(deletedAt))
                .update();
        return new Erased(episodes, memories);
    }

    private int delete(String table, SubjectKey key) {
        return database.sql("DELETE FROM " + table + " WHERE subject_id = ? AND tenant_id = ?")
                .param(key.subject())
                .param(key.tenant())
                .update();
    }
}
