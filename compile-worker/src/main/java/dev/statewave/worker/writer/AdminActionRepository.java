package dev.statewave.worker.writer;

import dev.statewave.contract.audit.AdminAction;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Notes what records from {@code /admin} did, in the transaction that does it: no action without a note, no note twice.
 */
@Component
class AdminActionRepository {

    private final JdbcClient database;

    AdminActionRepository(JdbcClient database) {
        this.database = database;
    }

    /** Does nothing for a record that does not come from {@code /admin}. */
    void note(LogEntry entry, AdminAction action, String target, ObjectNode details) {
        if (entry.actor() == null) {
            return;
        }
        database.sql("""
                        INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                        VALUES (?, ?, ?, ?, ?, ?::jsonb, ?)""")
                .param(entry.key().tenant())
                .param(Objects.requireNonNull(entry.actor()).id())
                .param(entry.actor().name())
                .param(action.wire())
                .param(target)
                .param(details.toString())
                .param(entry.requestId())
                .update();
    }
}
