package dev.statewave.worker.writer;

import dev.statewave.contract.events.EventTypes;
import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.subjectlog.SubjectRecord.HealthObserved;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * How each subject was last seen to be. A change of its state is an event; who was never looked at counts as healthy.
 */
@Component
class HealthRepository {

    /** From good to bad. */
    private static final List<String> SEVERITY = List.of("healthy", "watch", "at_risk");

    private final JdbcClient database;

    HealthRepository(JdbcClient database) {
        this.database = database;
    }

    private record Known(String state, Timestamp at) {}

    /** @return the event, where the state is another one than before */
    Optional<StatewaveEvent> observe(LogEntry entry, HealthObserved observed) {
        var known = database.sql("SELECT state, observed_at FROM subject_health WHERE subject_id = ? AND tenant_id = ?")
                .param(entry.key().subject())
                .param(entry.key().tenant())
                .query((row, i) -> new Known(row.getString("state"), row.getTimestamp("observed_at")))
                .optional();
        Timestamp at = Timestamp.from(observed.observedAt());
        // Two readers may look at once and come onto the log the other way round.
        if (known.isPresent() && known.get().at().after(at)) {
            return Optional.empty();
        }
        database.sql("""
                        INSERT INTO subject_health (tenant_id, subject_id, state, score, factors, observed_at)
                        VALUES (?, ?, ?, ?, ?::jsonb, ?)
                        ON CONFLICT (subject_id, tenant_id) DO UPDATE
                        SET state = excluded.state, score = excluded.score, factors = excluded.factors,
                            observed_at = excluded.observed_at""")
                .param(entry.key().tenant())
                .param(entry.key().subject())
                .param(observed.state())
                .param(observed.score())
                .param(observed.factors().toString())
                .param(at)
                .update();
        String before = known.map(Known::state).orElse("healthy");
        int change = Integer.compare(SEVERITY.indexOf(observed.state()), SEVERITY.indexOf(before));
        return change == 0 ? Optional.empty() : Optional.of(event(entry, observed, before, change > 0));
    }

    private static StatewaveEvent event(LogEntry entry, HealthObserved observed, String before, boolean worse) {
        ObjectNode data = Json.object()
                .put("subject_id", entry.key().subject())
                .put("previous_state", before)
                .put("current_state", observed.state())
                .put("score", observed.score());
        data.set("factors", observed.factors());
        data.put("generated_at", WireTime.formatWithOffset(observed.observedAt()));
        return new StatewaveEvent(
                UUID.randomUUID(),
                worse ? EventTypes.SUBJECT_HEALTH_DEGRADED : EventTypes.SUBJECT_HEALTH_IMPROVED,
                entry.key().tenantOrNull(),
                entry.key().subject(),
                observed.observedAt(),
                data,
                entry.requestId(),
                entry.traceparent());
    }
}
