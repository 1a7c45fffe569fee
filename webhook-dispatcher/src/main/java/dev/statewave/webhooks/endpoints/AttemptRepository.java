package dev.statewave.webhooks.endpoints;

import dev.statewave.contract.events.EventTypes;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.webhooks.sending.Outcome;
import dev.statewave.webhooks.sending.WebhookAnswer;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Concludes attempts: what became of the delivery, what was answered, and what that says of the endpoint. */
@Component
class AttemptRepository {

    // One that was claimed anew meanwhile is concluded by whoever is first; a delivery is one however late it is told.
    private static final String CONCLUDE = """
            UPDATE webhook_deliveries SET status = :status, attempts = attempts + 1, claimed_until = NULL,
                next_attempt_at = now() + make_interval(secs => :wait), last_attempt_at = :started,
                last_error = :error, http_status = :httpStatus,
                delivered_at = CASE WHEN :status = 'delivered' THEN now() END
            WHERE id = :id AND status = 'pending' AND (attempts = :attempts OR :status = 'delivered')""";

    private static final String NOTE = """
            INSERT INTO webhook_attempts (tenant_id, endpoint_id, delivery_id, attempt, started_at, duration_ms, outcome,
                http_status, error, url, request_headers, response_headers, response_body)
            VALUES (:tenant, :endpoint, :id, :attempt, :started, :duration, :outcome,
                :httpStatus, :error, :url, :requestHeaders::jsonb, :responseHeaders::jsonb, :responseBody)""";

    private static final String RECOVERED = """
            UPDATE webhook_endpoints SET failing_since = NULL, failing_level = 0
            WHERE id = :endpoint AND failing_since IS NOT NULL""";

    private static final String FAILED = """
            UPDATE webhook_endpoints SET failing_since = now() WHERE id = :endpoint AND failing_since IS NULL""";

    private static final String FAILING_LEVEL = """
            UPDATE webhook_endpoints SET failing_level = :level WHERE id = :endpoint AND failing_level < :level""";

    private static final String DISABLE = """
            UPDATE webhook_endpoints SET enabled = false, disabled_at = now(), disabled_reason = :reason
            WHERE id = :endpoint AND enabled AND (:gone OR failing_since <= now() - make_interval(hours => :hours))""";

    private static final String NOTICE = """
            UPDATE webhook_endpoints
            SET notices = jsonb_path_query_array(jsonb_build_array(:notice::jsonb) || notices, '$[0 to 9]')
            WHERE id = :endpoint""";

    private static final String TELL = """
            INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event, status, attempts, max_attempts,
                next_attempt_at, created_at, body)
            SELECT gen_random_uuid(), tenant_id, id, :event, :type, 'pending', 0, :attempts, now(), now(), :body
            FROM webhook_endpoints
            WHERE tenant_id = :tenant AND id <> :endpoint AND enabled AND NOT read_only AND :type = ANY (event_types)""";

    private static final int LONGEST_BODY = 1_000;

    private final JdbcClient database;
    private final ScopedTransactions transactions;
    private final PendingDeliveryRepository pending;
    private final int attempts;
    private final int disableHours;

    AttemptRepository(
            JdbcClient database,
            ScopedTransactions transactions,
            PendingDeliveryRepository pending,
            EndpointSettings settings) {
        this.database = database;
        this.transactions = transactions;
        this.pending = pending;
        this.attempts = settings.waits().size() + 1;
        this.disableHours = settings.webhookEndpointDisableHours();
    }

    /** @param wait before the next attempt; null where there is none */
    void conclude(DueDelivery delivery, WebhookAnswer answer, Instant started, @Nullable Duration wait) {
        Outcome outcome = answer.outcome();
        boolean delivered = outcome.verdict() == Outcome.Verdict.DELIVERED;
        String status = delivered ? "delivered" : wait == null ? "dead_letter" : "pending";
        transactions.run(TenantScope.of(delivery.tenant()), () -> {
            if (delivery.fifo()) {
                pending.lock(delivery.endpoint());
            }
            int concluded = database.sql(CONCLUDE)
                    .param("id", delivery.id())
                    .param("status", status)
                    .param("attempts", delivery.attempts())
                    .param("wait", wait == null ? null : wait.toMillis() / 1_000.0)
                    .param("started", Timestamp.from(started))
                    .param("error", outcome.error())
                    .param("httpStatus", outcome.httpStatus())
                    .update();
            if (concluded == 0) {
                // Erased with its subject, or concluded by another process.
                return;
            }
            note(delivery, answer, started);
            if (delivery.fifo() && delivery.subject() != null && !status.equals("pending")) {
                pending.release(delivery.endpoint(), delivery.subject());
            }
            if (delivery.isTest()) {
                return;
            }
            if (delivered) {
                update(RECOVERED, delivery);
            } else {
                failed(delivery, outcome, wait == null);
            }
        });
    }

    private void note(DueDelivery delivery, WebhookAnswer answer, Instant started) {
        Outcome outcome = answer.outcome();
        database.sql(NOTE)
                .param("tenant", delivery.tenant())
                .param("endpoint", delivery.endpoint())
                .param("id", delivery.id())
                .param("attempt", delivery.attempts() + 1)
                .param("started", Timestamp.from(started))
                .param("duration", (int) answer.duration().toMillis())
                .param("outcome", outcome.verdict().name().toLowerCase(Locale.ROOT))
                .param("httpStatus", outcome.httpStatus())
                .param("error", outcome.error())
                .param("url", delivery.url())
                .param("requestHeaders", Json.text(answer.requestHeaders()))
                .param("responseHeaders", Json.text(answer.responseHeaders()))
                .param("responseBody", cut(answer.responseBody()))
                .update();
    }

    private void failed(DueDelivery delivery, Outcome outcome, boolean exhausted) {
        update(FAILED, delivery);
        int level = EndpointRetrySchedule.level(delivery.attempts() + 1, delivery.maxAttempts());
        if (level > 0 && !delivery.isOperational() && reached(delivery, level)) {
            tell(delivery, EventTypes.ENDPOINT_FAILING, facts(delivery, outcome).put("percent_of_attempts", level));
        }
        if (exhausted && !delivery.isOperational()) {
            tell(delivery, EventTypes.MESSAGE_EXHAUSTED, facts(delivery, outcome));
        }
        int disabled = database.sql(DISABLE)
                .param("endpoint", delivery.endpoint())
                .param("gone", outcome.gone())
                .param("hours", disableHours)
                .param("reason", outcome.gone() ? "gone" : "failing")
                .update();
        if (disabled > 0) {
            tell(
                    delivery,
                    EventTypes.ENDPOINT_DISABLED,
                    facts(delivery, outcome).put("reason", outcome.gone() ? "gone" : "failing"));
        }
    }

    private boolean reached(DueDelivery delivery, int level) {
        return database.sql(FAILING_LEVEL)
                        .param("endpoint", delivery.endpoint())
                        .param("level", level)
                        .update()
                > 0;
    }

    private void update(String sql, DueDelivery delivery) {
        database.sql(sql).param("endpoint", delivery.endpoint()).update();
    }

    private static ObjectNode facts(DueDelivery delivery, Outcome outcome) {
        return Json.object()
                .put("endpoint_id", delivery.endpoint().toString())
                .put("delivery_id", delivery.id().toString())
                .put("event_id", delivery.eventId().toString())
                .put("event", delivery.event())
                .put("attempts", delivery.attempts() + 1)
                .put("max_attempts", delivery.maxAttempts())
                .put("http_status", outcome.httpStatus())
                .put("error", outcome.error());
    }

    private void tell(DueDelivery delivery, String type, ObjectNode data) {
        String time = WireTime.formatWithOffset(WireTime.micros(Instant.now()));
        UUID id = UUID.randomUUID();
        var notice = Json.object().put("event", type).put("timestamp", time);
        notice.set("data", data);
        database.sql(NOTICE)
                .param("endpoint", delivery.endpoint())
                .param("notice", notice.toString())
                .update();
        database.sql(TELL)
                .param("tenant", delivery.tenant())
                .param("endpoint", delivery.endpoint())
                .param("event", id)
                .param("type", type)
                .param("attempts", attempts)
                .param("body", notice.toString())
                .update();
    }

    private static String cut(String text) {
        String clean = text.replace("\0", "");
        return clean.length() <= LONGEST_BODY ? clean : clean.substring(0, LONGEST_BODY);
    }
}
