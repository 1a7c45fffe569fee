package dev.statewave.worker.writer;

import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.worker.events.EventEmitter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How far each partition of the log stands in the database. Locking a partition's row is the fence against a writer
 * that lost the partition and does not know it yet: it waits here, and then finds its records already applied.
 */
@Component
class LogPositionRepository {

    private final JdbcClient database;
    private final EventEmitter emitter;

    LogPositionRepository(JdbcClient database, EventEmitter emitter) {
        this.database = database;
        this.emitter = emitter;
    }

    /** The next offset to be applied; the row stays locked until the transaction ends. */
    long lock(int partition) {
        return database.sql("SELECT next_offset FROM log_positions WHERE log_partition = ? FOR UPDATE")
                .param(partition)
                .query(Long.class)
                .optional()
                .orElseGet(() -> create(partition));
    }

    /** By partition, the next offset to be applied. */
    Map<Integer, Long> all() {
        var positions = new HashMap<Integer, Long>();
        database.sql("SELECT log_partition, next_offset FROM log_positions").query(row -> {
            positions.put(row.getInt("log_partition"), row.getLong("next_offset"));
        });
        return positions;
    }

    private long create(int partition) {
        database.sql("INSERT INTO log_positions (log_partition, next_offset) VALUES (?, 0) ON CONFLICT DO NOTHING")
                .param(partition)
                .update();
        return database.sql("SELECT next_offset FROM log_positions WHERE log_partition = ? FOR UPDATE")
                .param(partition)
                .query(Long.class)
                .single();
    }

    /** @param events what became true on the way */
    void advance(int partition, long next, List<StatewaveEvent> events) {
        emitter.emitWith(
                events,
                "UPDATE log_positions SET next_offset = ?, updated_at = now() WHERE log_partition = ?",
                next,
                partition);
    }
}
