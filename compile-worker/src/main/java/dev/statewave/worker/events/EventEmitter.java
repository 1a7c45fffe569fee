package dev.statewave.worker.events;

import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.contract.json.Json;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Emits events into the write-ahead log, as part of the transaction that is under way: they exist exactly if it
 * commits. Many events share a message, because a message costs far more than its bytes.
 */
@Component
public class EventEmitter {

    private static final int EVENTS_PER_MESSAGE = 200;

    private final JdbcClient database;

    EventEmitter(JdbcClient database) {
        this.database = database;
    }

    public void emit(List<StatewaveEvent> events) {
        for (int from = 0; from < events.size(); from += EVENTS_PER_MESSAGE) {
            List<StatewaveEvent> some = events.subList(from, Math.min(events.size(), from + EVENTS_PER_MESSAGE));
            database.sql("SELECT pg_logical_emit_message(true, ?, ?)::text")
                    .param(StatewaveEvent.WAL_PREFIX)
                    .param(Json.text(some))
                    .query(String.class)
                    .single();
        }
    }
}
