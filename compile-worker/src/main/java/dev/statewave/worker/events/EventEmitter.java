package dev.statewave.worker.events;

import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.contract.json.Json;
import java.util.ArrayList;
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
        messages(events).forEach(this::emit);
    }

    private void emit(String message) {
        database.sql("SELECT pg_logical_emit_message(true, ?, ?)::text")
                .param(StatewaveEvent.WAL_PREFIX)
                .param(message)
                .query(String.class)
                .single();
    }

    /**
     * As {@link #emit(List)}, and runs a statement that changes exactly one row on the way: both take one round trip.
     *
     * @param update without its end; takes the parameters
     */
    public void emitWith(List<StatewaveEvent> events, String update, Object... parameters) {
        List<String> messages = messages(events);
        if (messages.isEmpty()) {
            database.sql(update).params(parameters).update();
            return;
        }
        messages.subList(0, messages.size() - 1).forEach(this::emit);
        database.sql(update + " RETURNING pg_logical_emit_message(true, ?, ?)::text")
                .params(parameters)
                .param(StatewaveEvent.WAL_PREFIX)
                .param(messages.getLast())
                .query(String.class)
                .single();
    }

    private static List<String> messages(List<StatewaveEvent> events) {
        var messages = new ArrayList<String>();
        for (int from = 0; from < events.size(); from += EVENTS_PER_MESSAGE) {
            messages.add(Json.text(events.subList(from, Math.min(events.size(), from + EVENTS_PER_MESSAGE))));
        }
        return messages;
    }
}
