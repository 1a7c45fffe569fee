package dev.statewave.worker.writer;

import dev.statewave.contract.subjectlog.SubjectRecord.MemoriesUsed;
import dev.statewave.worker.store.SubjectLock;
import java.sql.Timestamp;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Notes when memories were used last, which sliding rules of retention count from. */
@Component
class UseRepository {

    // Answers quote long texts by their passages; the memory that these belong to is what expires.
    private static final String NOTE = """
            UPDATE memories SET used_at = :at
            WHERE subject_id = :subject AND tenant_id = :tenant AND status = 'active'
              AND (used_at IS NULL OR used_at < :at)
              AND (id = ANY (:memories) OR id IN (
                SELECT passage_of FROM memories
                WHERE subject_id = :subject AND tenant_id = :tenant AND kind = 'passage'
                  AND source_episode_ids[1] = ANY (:episodes)))""";

    private final JdbcClient database;
    private final SubjectLock lock;

    UseRepository(JdbcClient database, SubjectLock lock) {
        this.database = database;
        this.lock = lock;
    }

    /** A memory that was retired meanwhile stays as it is. */
    void note(LogEntry entry, MemoriesUsed used) {
        lock.takeUnchanged(entry.key());
        database.sql(NOTE)
                .param("at", Timestamp.from(used.usedAt()))
                .param("subject", entry.key().subject())
                .param("tenant", entry.key().tenant())
                .param("memories", used.memoryIds().toArray(UUID[]::new))
                .param("episodes", used.episodeIds().toArray(UUID[]::new))
                .update();
    }
}
