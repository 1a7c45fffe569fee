package dev.statewave.ingest.webhooks;

import dev.statewave.contract.audit.AdminAction;
import dev.statewave.contract.json.Json;
import dev.statewave.contract.rest.FieldReader;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedWrites;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Sends ended deliveries of an endpoint again, spread over time. */
@Component
class DeliveryReplay {

    private static final String CHOSEN = """
            SELECT id, subject_id, seq FROM webhook_deliveries
            WHERE endpoint_id = $1::uuid AND status = ANY ($2) AND event <> 'webhook.test' AND body IS NOT NULL
            AND (cardinality($3) = 0 OR id::text = ANY ($3)) AND ($4 = '' OR event = $4) AND ($5 = '' OR subject_id = $5)
            AND created_at >= coalesce(nullif($6, '')::timestamptz, '-infinity')
            AND created_at < coalesce(nullif($7, '')::timestamptz, 'infinity')
            ORDER BY created_at, seq LIMIT $8""";

    private static final String COUNT = "SELECT count(*) AS replayed FROM (" + CHOSEN + ") chosen";

    // In an endpoint that keeps the order, the first of a subject is due and releases the next one when it has ended.
    private static final String REPLAY = """
            WITH chosen AS (%s FOR UPDATE SKIP LOCKED),
            placed AS (
                SELECT id, subject_id, seq, row_number() OVER (ORDER BY seq) AS place,
                    row_number() OVER (PARTITION BY subject_id ORDER BY seq) AS turn
                FROM chosen),
            replayed AS (
                UPDATE webhook_deliveries d
                SET status = 'pending', attempts = 0, delivered_at = NULL, claimed_until = NULL,
                    next_attempt_at = CASE WHEN e.ordering = 'best_effort' OR d.subject_id IS NULL OR turn = 1 AND NOT EXISTS (
                        SELECT FROM webhook_deliveries earlier
                        WHERE earlier.endpoint_id = d.endpoint_id AND earlier.subject_id = d.subject_id
                        AND earlier.status = 'pending' AND earlier.seq < d.seq)
                    THEN now() + make_interval(secs => (place - 1)::float8 / $9) END
                FROM placed, webhook_endpoints e
                WHERE d.id = placed.id AND e.id = d.endpoint_id
                RETURNING d.tenant_id),
            counted AS (SELECT count(*) AS replayed, coalesce(min(tenant_id), '') AS tenant_id FROM replayed),
            noted AS (
                INSERT INTO admin_actions (tenant_id, actor_id, actor_name, action, target, details, request_id)
                SELECT tenant_id, $10, $11, $12, $1, $13::jsonb || jsonb_build_object('replayed', replayed), nullif($14, '')
                FROM counted WHERE replayed > 0)
            SELECT replayed FROM counted""".formatted(CHOSEN);

    private static final Set<String> ENDED = Set.of("delivered", "dead_letter");
    private static final int MOST_IDS = 100;
    private static final int MOST = 100_000;

    private final ScopedWrites database;
    private final ScopedReads reads;

    DeliveryReplay(ScopedWrites database, ScopedReads reads) {
        this.database = database;
        this.reads = reads;
    }

    /**
     * Which deliveries, and how fast; all that is named has to fit.
     *
     * @param statuses only these
     * @param until the first moment that is too late
     * @param limit the oldest so many
     */
    record Choice(
            Set<String> statuses,
            List<UUID> ids,
            @Nullable String event,
            @Nullable String subject,
            @Nullable Instant since,
            @Nullable Instant until,
            int limit,
            int perSecond,
            boolean dryRun) {

        static Choice read(FieldReader fields) {
            fields.onlyKnown(Set.of(
                    "status",
                    "delivery_ids",
                    "event_type",
                    "subject_id",
                    "since",
                    "until",
                    "limit",
                    "rate",
                    "dry_run"));
            List<UUID> ids = fields.uuids("delivery_ids", MOST_IDS);
            String status = fields.optionalEnum("status", Set.of("delivered", "dead_letter", "any"));
            // Who names deliveries means those; who names none means what failed.
            boolean any = status == null ? !ids.isEmpty() : status.equals("any");
            return new Choice(
                    any ? ENDED : Set.of(status == null ? "dead_letter" : status),
                    ids,
                    fields.optionalText("event_type", 256),
                    fields.optionalText("subject_id", 256),
                    fields.time("since"),
                    fields.time("until"),
                    fields.integer("limit", 1, MOST, 10_000),
                    fields.integer("rate", 1, 1_000, 50),
                    fields.bool("dry_run", false));
        }

        private List<Object> values(UUID endpoint) {
            return List.of(
                    endpoint.toString(),
                    statuses.toArray(String[]::new),
                    ids.stream().map(UUID::toString).toArray(String[]::new),
                    text(event),
                    text(subject),
                    text(since),
                    text(until),
                    limit);
        }

        private ObjectNode details() {
            ObjectNode details = Json.object().put("limit", limit).put("rate", perSecond);
            details.putPOJO("status", List.copyOf(statuses));
            details.put("named", ids.size());
            details.put("event_type", event);
            details.put("subject_id", subject);
            details.put("since", text(since)).put("until", text(until));
            return details;
        }

        private static String text(@Nullable Object value) {
            return value == null ? "" : value.toString();
        }
    }

    /** @param replayed how many are sent again, or would be */
    record ReplayBody(long replayed, boolean dryRun) {}

    Mono<ReplayBody> replay(Requester who, UUID endpoint, Choice choice) {
        if (choice.dryRun()) {
            return reads.run(who.scope(), COUNT, choice.values(endpoint), row -> row.get("replayed", Long.class))
                    .next()
                    .map(count -> new ReplayBody(count, true));
        }
        var values = new ArrayList<>(choice.values(endpoint));
        values.add(choice.perSecond());
        values.addAll(
                who.noted(AdminAction.WEBHOOK_ENDPOINT_REPLAY, choice.details().toString()));
        return database.returning(who.scope(), REPLAY, values, row -> row.get("replayed", Long.class))
                .map(counts -> new ReplayBody(counts.getFirst(), false));
    }
}
