package dev.statewave.webhooks.endpoints;

import dev.statewave.contract.json.Json;
import dev.statewave.platform.postgres.ScopedTransactions;
import dev.statewave.platform.postgres.TenantScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Deliveries that wait for their endpoints. Each endpoint has a queue of its own in an index, so however many wait for
 * one of them, the others are found at once. A delivery is claimed for as long as its attempt may take: what a killed
 * process had claimed is due again after that.
 */
@Component
class PendingDeliveryRepository {

    private static final String SUBSCRIPTIONS = """
            SELECT id, tenant_id, event_types, subject_prefix, ordering FROM webhook_endpoints
            WHERE enabled AND NOT read_only AND tenant_id IN (:tenants) ORDER BY id""";

    private static final String COUNT = """
            SELECT count(*) FROM (
                SELECT FROM webhook_deliveries WHERE endpoint_id = :endpoint AND status = 'pending' LIMIT :limit) counted""";

    // A lock for each endpoint in order: between the look for an earlier delivery and the insert, none may end.
    private static final String LOCK = """
            SELECT pg_advisory_xact_lock(hashtextextended('webhook-endpoint:' || :endpoint, 0))""";

    private static final String INSERT = """
            INSERT INTO webhook_deliveries (id, tenant_id, subject_id, endpoint_id, event_id, event, status, attempts,
                max_attempts, next_attempt_at, last_error, created_at, body)
            SELECT id, tenant, subject, endpoint, event_id, event, CASE WHEN error IS NULL THEN 'pending' ELSE 'dead_letter' END,
                0, max_attempts, CASE WHEN error IS NULL AND NOT waits THEN now() END, error, created_at, body
            FROM jsonb_to_recordset(:rows::jsonb) AS queued (position integer, id uuid, tenant text, subject text,
                endpoint uuid, event_id uuid, event text, max_attempts integer, waits boolean, error text,
                created_at timestamptz, body text)
            ORDER BY position
            ON CONFLICT (id) DO NOTHING""";

    // The first one is looked for without a lock on rows: who claims it has it locked, and it is still the first. The
    // lock
    // of the endpoint keeps it from ending meanwhile. A common table expression is evaluated once; a subselect may be
    // evaluated again for each row, and would then pass over the row that it has just released.
    private static final String RELEASE = """
            WITH heads AS (
                SELECT head.id FROM jsonb_to_recordset(:queues::jsonb) AS queue (endpoint uuid, subject text)
                CROSS JOIN LATERAL (
                    SELECT id FROM webhook_deliveries
                    WHERE endpoint_id = queue.endpoint AND subject_id = queue.subject AND status = 'pending'
                    ORDER BY seq LIMIT 1) head)
            UPDATE webhook_deliveries d SET next_attempt_at = now()
            FROM heads WHERE d.id = heads.id AND d.status = 'pending' AND d.next_attempt_at IS NULL""";

    // What waits although nothing earlier of its subject does: an erase took that away, or the endpoint keeps no order.
    // The recursion steps from subject to subject in the index, and does not read all that waits.
    private static final String RELEASE_STRANDED = """
            WITH RECURSIVE queue AS (
                (SELECT endpoint_id, subject_id FROM webhook_deliveries WHERE status = 'pending' AND next_attempt_at IS NULL
                ORDER BY endpoint_id, subject_id LIMIT 1)
                UNION ALL
                SELECT following.* FROM queue CROSS JOIN LATERAL (
                    SELECT endpoint_id, subject_id FROM webhook_deliveries
                    WHERE status = 'pending' AND next_attempt_at IS NULL
                    AND (endpoint_id, subject_id) > (queue.endpoint_id, queue.subject_id)
                    ORDER BY endpoint_id, subject_id LIMIT 1) following),
            heads AS (
                SELECT head.id FROM queue JOIN webhook_endpoints e ON e.id = queue.endpoint_id
                CROSS JOIN LATERAL (
                    SELECT id, next_attempt_at FROM webhook_deliveries
                    WHERE endpoint_id = queue.endpoint_id AND subject_id = queue.subject_id AND status = 'pending'
                    AND (e.ordering = 'fifo' OR next_attempt_at IS NULL)
                    ORDER BY seq LIMIT CASE e.ordering WHEN 'fifo' THEN 1 ELSE 1000 END) head
                WHERE head.next_attempt_at IS NULL LIMIT :limit)
            UPDATE webhook_deliveries d SET next_attempt_at = now()
            FROM heads WHERE d.id = heads.id AND d.status = 'pending' AND d.next_attempt_at IS NULL""";

    private static final String GIVE_UP_ORPHANS = """
            WITH RECURSIVE endpoint AS (
                (SELECT endpoint_id FROM webhook_deliveries WHERE status = 'pending' ORDER BY endpoint_id LIMIT 1)
                UNION ALL
                SELECT following.* FROM endpoint CROSS JOIN LATERAL (
                    SELECT endpoint_id FROM webhook_deliveries
                    WHERE status = 'pending' AND endpoint_id > endpoint.endpoint_id ORDER BY endpoint_id LIMIT 1) following),
            orphans AS (
                SELECT waiting.id FROM endpoint CROSS JOIN LATERAL (
                    SELECT id FROM webhook_deliveries
                    WHERE status = 'pending' AND endpoint_id = endpoint.endpoint_id
                    LIMIT :limit FOR UPDATE SKIP LOCKED) waiting
                WHERE endpoint_id <> :settings
                AND NOT EXISTS (SELECT FROM webhook_endpoints e WHERE e.id = endpoint.endpoint_id)
                LIMIT :limit)
            UPDATE webhook_deliveries d SET status = 'dead_letter', next_attempt_at = NULL, claimed_until = NULL,
                last_error = 'the endpoint was deleted'
            FROM orphans WHERE d.id = orphans.id""";

    private static final String RETURNED = """
            RETURNING d.id, d.tenant_id, d.endpoint_id, d.event_id, d.subject_id, d.event, d.attempts, d.max_attempts,
                d.created_at, d.body, e.url, e.headers, e.secrets, e.rate, e.ordering""";

    private static final String CLAIM = """
            WITH due AS (
                SELECT queued.id FROM webhook_endpoints e
                LEFT JOIN jsonb_to_recordset(:lanes::jsonb) AS lane (endpoint uuid, free integer) ON lane.endpoint = e.id
                CROSS JOIN LATERAL (
                    SELECT id FROM webhook_deliveries
                    WHERE endpoint_id = e.id AND status = 'pending' AND next_attempt_at <= now()
                    AND (claimed_until IS NULL OR claimed_until <= now()) AND event <> 'webhook.test'
                    ORDER BY next_attempt_at, seq
                    LIMIT coalesce(lane.free, least(:each, e.rate)) FOR UPDATE SKIP LOCKED) queued
                WHERE e.enabled AND NOT e.paused AND NOT e.read_only
                AND NOT EXISTS (
                    SELECT FROM tenant_pauses p WHERE p.tenant_id = e.tenant_id AND p.role = 'deliveries')
                LIMIT :capacity)
            UPDATE webhook_deliveries d SET claimed_until = now() + make_interval(secs => :lease)
            FROM due, webhook_endpoints e WHERE d.id = due.id AND e.id = d.endpoint_id
            """ + RETURNED;

    // To paused and disabled endpoints too: a test is how one learns whether they work again.
    private static final String CLAIM_TESTS = """
            WITH due AS (
                SELECT id FROM webhook_deliveries
                WHERE status = 'pending' AND event = 'webhook.test' AND (claimed_until IS NULL OR claimed_until <= now())
                ORDER BY seq LIMIT :capacity FOR UPDATE SKIP LOCKED)
            UPDATE webhook_deliveries d SET claimed_until = now() + make_interval(secs => :lease)
            FROM due, webhook_endpoints e WHERE d.id = due.id AND e.id = d.endpoint_id
            """ + RETURNED;

    private final JdbcClient database;
    private final ScopedTransactions transactions;

    PendingDeliveryRepository(JdbcClient database, ScopedTransactions transactions) {
        this.database = database;
        this.transactions = transactions;
    }

    /** Of enabled endpoints, as they are at this moment. */
    List<Subscription> subscriptions(Set<String> tenants) {
        return transactions.in(TenantScope.ALL, () -> database.sql(SUBSCRIPTIONS)
                .param("tenants", tenants)
                .query((row, i) -> new Subscription(
                        row.getObject("id", UUID.class),
                        row.getString("tenant_id"),
                        Set.of((String[]) row.getArray("event_types").getArray()),
                        row.getString("subject_prefix"),
                        row.getString("ordering").equals("fifo")))
                .list());
    }

    /** How many deliveries wait for the endpoint, counted up to a limit. */
    int pending(UUID endpoint, int limit) {
        return transactions.in(TenantScope.ALL, () -> database.sql(COUNT)
                .param("endpoint", endpoint)
                .param("limit", limit)
                .query(Integer.class)
                .single());
    }

    /**
     * A delivery to be stored.
     *
     * @param waits for an earlier one of its subject, unless there is none
     * @param error why it is given up at once; null for one that is to be delivered
     */
    record Queued(
            int position,
            UUID id,
            String tenant,
            @Nullable String subject,
            UUID endpoint,
            UUID eventId,
            String event,
            int maxAttempts,
            boolean waits,
            @Nullable String error,
            Instant createdAt,
            String body) {}

    private record Queue(UUID endpoint, @Nullable String subject) {}

    /** Stores those that are not known yet. */
    void insert(List<Queued> queued) {
        List<Queue> queues = queued.stream()
                .filter(Queued::waits)
                .map(one -> new Queue(one.endpoint(), one.subject()))
                .distinct()
                .toList();
        transactions.run(TenantScope.ALL, () -> {
            queues.stream().map(Queue::endpoint).distinct().sorted().forEach(this::lock);
            database.sql(INSERT).param("rows", Json.text(queued)).update();
            if (!queues.isEmpty()) {
                release(queues);
            }
        });
    }

    /** Until the transaction ends, for an endpoint that keeps the order of subjects. */
    void lock(UUID endpoint) {
        database.sql(LOCK)
                .param("endpoint", endpoint.toString())
                .query((row, i) -> true)
                .list();
    }

    /** Inside of a transaction that has the lock: the first delivery of the subject that is pending is due. */
    void release(UUID endpoint, String subject) {
        release(List.of(new Queue(endpoint, subject)));
    }

    private void release(Collection<Queue> queues) {
        database.sql(RELEASE).param("queues", Json.text(queues)).update();
    }

    /** @return how many */
    int releaseStranded(int limit) {
        return transactions.in(
                TenantScope.ALL,
                () -> database.sql(RELEASE_STRANDED).param("limit", limit).update());
    }

    /**
     * Ends deliveries whose endpoint was deleted.
     *
     * @return how many
     */
    int giveUpOrphans(int limit) {
        return transactions.in(TenantScope.ALL, () -> database.sql(GIVE_UP_ORPHANS)
                .param("settings", SettingsEndpoint.ID)
                .param("limit", limit)
                .update());
    }

    /**
     * @param lanes how many deliveries may be claimed for endpoints that this process has to do with
     * @param each how many for any other endpoint
     * @param capacity in all
     * @param lease after which another process may claim them
     */
    List<DueDelivery> claim(List<EndpointLanes.Free> lanes, int each, int capacity, Duration lease) {
        return transactions.in(TenantScope.ALL, () -> database.sql(CLAIM)
                .param("lanes", Json.text(lanes))
                .param("each", each)
                .param("capacity", capacity)
                .param("lease", (double) lease.toSeconds())
                .query((row, i) -> due(row))
                .list());
    }

    List<DueDelivery> claimTests(int capacity, Duration lease) {
        return transactions.in(TenantScope.ALL, () -> database.sql(CLAIM_TESTS)
                .param("capacity", capacity)
                .param("lease", (double) lease.toSeconds())
                .query((row, i) -> due(row))
                .list());
    }

    private static DueDelivery due(ResultSet row) throws SQLException {
        return new DueDelivery(
                row.getObject("id", UUID.class),
                row.getString("tenant_id"),
                row.getObject("endpoint_id", UUID.class),
                row.getObject("event_id", UUID.class),
                row.getString("subject_id"),
                row.getString("event"),
                row.getInt("attempts"),
                row.getInt("max_attempts"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getString("body"),
                row.getString("url"),
                row.getString("headers"),
                row.getString("secrets"),
                row.getObject("rate", Integer.class),
                row.getString("ordering").equals("fifo"));
    }
}
