package dev.statewave.worker.writer;

import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.subjectlog.SubjectRecord.MemoryExpirySet;
import dev.statewave.worker.store.SubjectLock;
import java.sql.Timestamp;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Says when single memories expire, and their passages with them. It goes before all rules of retention. */
@Component
class ExpiryRepository {

    // Readers look at the end of validity alone. The end that the memory had before comes back when its own is removed.
    private static final String SET = """
            UPDATE memories SET
                valid_to_before = CASE WHEN expires_at IS NULL THEN valid_to ELSE valid_to_before END,
                expires_at = :expires::timestamptz,
                valid_to = CASE WHEN :expires::timestamptz IS NOT NULL THEN :expires::timestamptz
                    WHEN expires_at IS NULL THEN valid_to ELSE valid_to_before END,
                updated_at = :at
            WHERE (id = :memory OR passage_of = :memory) AND subject_id = :subject AND tenant_id = :tenant
              AND status = 'active'""";

    private final JdbcClient database;
    private final SubjectLock lock;
    private final AdminActionRepository actions;

    ExpiryRepository(JdbcClient database, SubjectLock lock, AdminActionRepository actions) {
        this.database = database;
        this.lock = lock;
        this.actions = actions;
    }

    /** A memory that was retired meanwhile stays as it is. */
    void set(LogEntry entry, MemoryExpirySet end) {
        lock.take(entry.key());
        database.sql(SET)
                .param("expires", end.expiresAt() == null ? null : Timestamp.from(end.expiresAt()))
                .param("at", Timestamp.from(end.setAt()))
                .param("memory", end.memoryId())
                .param("subject", entry.key().subject())
                .param("tenant", entry.key().tenant())
                .update();
        actions.note(
                entry,
                AdminAction.MEMORY_EXPIRY_SET,
                end.memoryId().toString(),
                Json.object().put("expires_at", end.expiresAt() == null ? null : WireTime.format(end.expiresAt())));
    }
}
