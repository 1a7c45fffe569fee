package dev.statewave.ingest.sizing;

import dev.statewave.contract.events.StatewaveEvent;
import dev.statewave.contract.sizing.LiveState;
import dev.statewave.contract.topics.ConsumerGroups;
import dev.statewave.ingest.consumers.GroupReport;
import dev.statewave.ingest.consumers.GroupReport.Group;
import dev.statewave.ingest.ledger.ReplicationSlots;
import dev.statewave.ingest.ledger.ReplicationSlots.Slot;
import dev.statewave.ingest.web.BlockingCalls;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.ScopedReads.Read;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Reads what an installation shows, from counts that are kept anyway, Kafka and the statistics of PostgreSQL. */
@Component
class LiveStateReader {

    // Whole days: the present one would count as a bad day until it is over. A younger installation is averaged over
    // its days.
    private static final String COUNTS = """
            WITH counts AS (
                SELECT tenant_id, day, counted, amount FROM daily_counts
                UNION ALL SELECT tenant_id, day, counted, amount FROM count_changes),
            days AS (
                SELECT least(7, greatest(1, (now() AT TIME ZONE 'UTC')::date - min(day))) AS known
                FROM counts WHERE counted = 'episodes'),
            tenants AS (
                SELECT tenant_id, sum(amount) AS episodes FROM counts WHERE counted = 'episodes' GROUP BY tenant_id)
            SELECT coalesce(sum(c.amount) FILTER (WHERE c.counted = 'subjects'), 0)::bigint AS subjects,
                coalesce(sum(c.amount) FILTER (WHERE c.counted = 'episodes'), 0)::bigint AS episodes,
                coalesce(sum(c.amount) FILTER (WHERE c.counted = 'memories'), 0)::bigint AS memories,
                (coalesce(sum(c.amount) FILTER (WHERE c.counted = 'episodes' AND c.day <= today.day
                    AND c.day > today.day - 8 AND (c.day < today.day OR days.known = 1)), 0)
                    / max(coalesce(days.known, 1)))::double precision AS per_day,
                (coalesce(sum(c.amount) FILTER (WHERE c.counted = 'episodes' AND c.day < today.day - 7
                    AND c.day >= today.day - 14), 0) / 7)::double precision AS per_day_before,
                (SELECT count(*) FROM tenants WHERE episodes > 0)::bigint AS tenants,
                (SELECT coalesce(max(t.episodes) / nullif(sum(t.episodes), 0), 0)
                    FROM tenants t)::double precision AS largest_tenant
            FROM counts c CROSS JOIN days CROSS JOIN (SELECT (now() AT TIME ZONE 'UTC')::date AS day) today""";

    private static final String SERVER = """
            SELECT pg_database_size(d.datid)::double precision AS bytes,
                (CASE WHEN d.blks_hit + d.blks_read = 0 THEN 1
                    ELSE d.blks_hit::double precision / (d.blks_hit + d.blks_read) END)::double precision AS cached,
                current_setting('max_connections')::double precision AS connection_limit,
                (SELECT count(*) FROM pg_stat_activity
                    WHERE backend_type IN ('client backend', 'walsender'))::double precision AS connections,
                (SELECT coalesce(extract(epoch FROM now() - min(waiting_since)), 0)
                    FROM uncompiled_subjects)::double precision AS uncompiled,
                (SELECT coalesce(max(memories), 0) FROM subject_memories)::bigint AS largest_subject,
                (SELECT coalesce(avg(pg_column_size(payload)), 0) FROM (
                    SELECT payload FROM episodes LIMIT 1000) sample)::double precision AS episode_bytes,
                (SELECT greatest(0, coalesce(extract(epoch FROM now() - min(due.at)), 0))
                    FROM webhook_endpoints e CROSS JOIN LATERAL (
                        SELECT d.next_attempt_at AS at FROM webhook_deliveries d
                        WHERE d.endpoint_id = e.id AND d.status = 'pending' AND d.next_attempt_at IS NOT NULL
                        ORDER BY d.next_attempt_at LIMIT 1) due
                    WHERE e.enabled AND NOT e.paused AND NOT e.read_only)::double precision AS overdue
            FROM pg_stat_database d WHERE d.datname = current_database()""";

    private static final Read<Counts> COUNTED = new Read<>(COUNTS, List.of(), Counts::of);
    private static final Read<Server> LOOKED = new Read<>(SERVER, List.of(), Server::of);

    private final ScopedReads database;
    private final ReplicationSlots slots;
    private final GroupReport groups;
    private final BlockingCalls calls;

    LiveStateReader(ScopedReads database, ReplicationSlots slots, GroupReport groups, BlockingCalls calls) {
        this.database = database;
        this.slots = slots;
        this.groups = groups;
        this.calls = calls;
    }

    private record Counts(
            long subjects,
            long episodes,
            long memories,
            double perDay,
            double perDayBefore,
            long tenants,
            double largestTenant) {

        static Counts of(Readable row) {
            return new Counts(
                    row.get("subjects", Long.class),
                    row.get("episodes", Long.class),
                    row.get("memories", Long.class),
                    row.get("per_day", Double.class),
                    row.get("per_day_before", Double.class),
                    row.get("tenants", Long.class),
                    row.get("largest_tenant", Double.class));
        }
    }

    private record Server(
            double bytes,
            double cached,
            double connectionLimit,
            double connections,
            double uncompiled,
            long largestSubject,
            double episodeBytes,
            double overdue) {

        static Server of(Readable row) {
            return new Server(
                    row.get("bytes", Double.class),
                    row.get("cached", Double.class),
                    row.get("connection_limit", Double.class),
                    row.get("connections", Double.class),
                    row.get("uncompiled", Double.class),
                    row.get("largest_subject", Long.class),
                    row.get("episode_bytes", Double.class),
                    row.get("overdue", Double.class));
        }
    }

    /**
     * Looks once.
     *
     * @param contexts a second, which leave nothing to read
     */
    Mono<LiveState> read(double contexts) {
        return Mono.zip(
                        database.together(TenantScope.ALL, List.of(COUNTED, LOOKED)),
                        slots.slots(),
                        calls.run(groups::groups))
                .map(found -> state(
                        found.getT1().of(COUNTED).getFirst(),
                        found.getT1().of(LOOKED).getFirst(),
                        found.getT2(),
                        found.getT3(),
                        contexts));
    }

    private static LiveState state(
            Counts counts, Server server, List<Slot> slots, List<Group> groups, double contexts) {
        Slot relay = slots.stream()
                .filter(slot -> slot.name().equals(StatewaveEvent.REPLICATION_SLOT))
                .findFirst()
                .orElse(null);
        return new LiveState(
                counts.subjects(),
                counts.episodes(),
                counts.memories(),
                (int) Math.min(Integer.MAX_VALUE, counts.tenants()),
                counts.perDay(),
                counts.perDayBefore(),
                server.bytes(),
                server.episodeBytes(),
                server.connections(),
                server.connectionLimit(),
                server.cached(),
                lag(groups, true),
                lag(groups, false),
                server.uncompiled(),
                relay == null ? 0 : relay.heldBytes(),
                relay == null || relay.limitBytes() == null ? 0 : relay.limitBytes(),
                server.overdue(),
                server.largestSubject(),
                counts.largestTenant(),
                groups.stream()
                        .filter(group -> group.group().equals(ConsumerGroups.WRITER))
                        .mapToInt(group -> group.partitions().size())
                        .max()
                        .orElse(0),
                contexts);
    }

    private static double lag(List<Group> groups, boolean writer) {
        return groups.stream()
                .filter(group -> group.group().equals(ConsumerGroups.WRITER) == writer)
                .mapToDouble(Group::lagSeconds)
                .max()
                .orElse(0);
    }
}
