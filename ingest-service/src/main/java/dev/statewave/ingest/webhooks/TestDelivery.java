package dev.statewave.ingest.webhooks;

import dev.statewave.contract.events.EventTypes;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.json.WireTime;
import dev.statewave.contract.rest.ApiException;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import tools.jackson.databind.node.ObjectNode;

/** Sends a test event to one endpoint, paused or not, and waits for the answer of the receiver. */
@Component
class TestDelivery {

    private static final String INSERT = """
            INSERT INTO webhook_deliveries (id, tenant_id, endpoint_id, event_id, event, status, attempts, max_attempts,
                next_attempt_at, created_at, body)
            SELECT $2::uuid, tenant_id, id, $2::uuid, $3, 'pending', 0, 1, now(), now(), $4
            FROM webhook_endpoints WHERE id = $1::uuid AND NOT read_only
            RETURNING id""";

    private static final String RESULT = """
            SELECT d.status, a.http_status, a.error, a.duration_ms, a.response_body
            FROM webhook_deliveries d JOIN webhook_attempts a ON a.delivery_id = d.id WHERE d.id = $1""";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(200);

    private final ScopedWrites database;
    private final ScopedReads reads;
    private final Clock clock;

    TestDelivery(ScopedWrites database, ScopedReads reads, Clock clock) {
        this.database = database;
        this.reads = reads;
        this.clock = clock;
    }

    /** @param status {@code pending} where the dispatcher has not answered in time */
    record ResultBody(
            UUID deliveryId,
            String status,
            @Nullable Integer httpStatus,
            @Nullable String error,
            @Nullable Integer durationMs,
            @Nullable String response) {}

    Mono<ResultBody> send(Requester who, UUID endpoint) {
        UUID id = UUID.randomUUID();
        ObjectNode body = Json.object()
                .put("event", EventTypes.WEBHOOK_TEST)
                .put("timestamp", WireTime.formatWithOffset(WireTime.micros(clock.instant())));
        body.putObject("data").put("endpoint_id", endpoint.toString());
        return database.returning(
                        who.scope(),
                        INSERT,
                        List.of(endpoint.toString(), id.toString(), EventTypes.WEBHOOK_TEST, body.toString()),
                        row -> true)
                .flatMap(written -> written.isEmpty()
                        ? Mono.error(ApiException.notFound("Webhook endpoint not found."))
                        : result(who, id));
    }

    private Mono<ResultBody> result(Requester who, UUID id) {
        return reads.run(
                        who.scope(),
                        RESULT,
                        List.of(id),
                        row -> new ResultBody(
                                id,
                                row.get("status", String.class),
                                row.get("http_status", Integer.class),
                                row.get("error", String.class),
                                row.get("duration_ms", Integer.class),
                                row.get("response_body", String.class)))
                .next()
                .switchIfEmpty(Mono.error(NotYet::new))
                .retryWhen(Retry.fixedDelay(LONGEST_WAIT.dividedBy(POLL), POLL)
                        .filter(NotYet.class::isInstance)
                        .onRetryExhaustedThrow((spec, signal) -> signal.failure()))
                .onErrorReturn(NotYet.class, new ResultBody(id, "pending", null, null, null, null));
    }

    private static final class NotYet extends RuntimeException {
        NotYet() {
            super("no result yet", null, false, false);
        }
    }
}
