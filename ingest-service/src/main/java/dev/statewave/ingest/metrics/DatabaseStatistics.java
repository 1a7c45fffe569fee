package dev.statewave.ingest.metrics;

import io.r2dbc.spi.Readable;
import java.util.List;

/** What PostgreSQL counts anyway, and how webhook endpoints do. Each statement answers few rows and reads few pages. */
record DatabaseStatistics(List<Table> tables, Server server, Webhooks webhooks) {

    static final String TABLES = """
            SELECT relname::text AS name, pg_table_size(relid) AS rows_bytes, pg_indexes_size(relid) AS index_bytes,
                n_live_tup AS live, n_dead_tup AS dead,
                coalesce(extract(epoch FROM greatest(last_vacuum, last_autovacuum)), 0)::double precision AS vacuumed_at
            FROM pg_stat_user_tables WHERE schemaname = current_schema()
            ORDER BY n_live_tup DESC, relname LIMIT 100""";

    // The sessions of other roles tell no state, unless this one is a member of pg_read_all_stats.
    static final String SERVER = """
            SELECT pg_database_size(d.datid) AS bytes, d.blks_hit AS hit, d.blks_read AS read,
                d.xact_commit AS committed, d.xact_rollback AS rolled_back, d.deadlocks AS deadlocks,
                current_setting('max_connections')::bigint AS connection_limit, a.*
            FROM pg_stat_database d, (
                SELECT count(*) FILTER (WHERE state = 'active') AS active,
                    count(*) FILTER (WHERE state = 'idle') AS idle,
                    count(*) FILTER (WHERE state LIKE 'idle in transaction%') AS idle_in_transaction,
                    count(*) FILTER (WHERE state IS NULL OR state NOT LIKE 'idle%' AND state <> 'active') AS other,
                    coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0)::double precision AS oldest
                FROM pg_stat_activity WHERE backend_type = 'client backend') a
            WHERE d.datname = current_database()""";

    // By the index of what is due, endpoint by endpoint. The endpoint of the settings is served by way of Kafka.
    static final String WEBHOOKS = """
            SELECT count(*) FILTER (WHERE e.enabled AND NOT e.paused AND e.failing_since IS NULL) AS well,
                count(*) FILTER (WHERE e.enabled AND NOT e.paused AND e.failing_since IS NOT NULL) AS failing,
                count(*) FILTER (WHERE e.enabled AND e.paused) AS paused,
                count(*) FILTER (WHERE NOT e.enabled) AS disabled,
                greatest(0, coalesce(extract(epoch FROM clock_timestamp()
                    - min(due.at) FILTER (WHERE e.enabled AND NOT e.paused)), 0))::double precision AS overdue
            FROM webhook_endpoints e LEFT JOIN LATERAL (
                SELECT d.next_attempt_at AS at FROM webhook_deliveries d
                WHERE d.endpoint_id = e.id AND d.status = 'pending' AND d.next_attempt_at IS NOT NULL
                ORDER BY d.next_attempt_at LIMIT 1) due ON true
            WHERE NOT e.read_only""";

    /** @param vacuumedAt in seconds since the epoch; 0 for never */
    record Table(String name, long rowsBytes, long indexBytes, long live, long dead, double vacuumedAt) {

        static Table of(Readable row) {
            return new Table(
                    row.get("name", String.class),
                    row.get("rows_bytes", Long.class),
                    row.get("index_bytes", Long.class),
                    row.get("live", Long.class),
                    row.get("dead", Long.class),
                    row.get("vacuumed_at", Double.class));
        }
    }

    /** @param oldestTransaction its age in seconds */
    record Server(
            long bytes,
            long hit,
            long read,
            long committed,
            long rolledBack,
            long deadlocks,
            long connectionLimit,
            long active,
            long idle,
            long idleInTransaction,
            long other,
            double oldestTransaction) {

        static final Server UNKNOWN = new Server(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        static Server of(Readable row) {
            return new Server(
                    row.get("bytes", Long.class),
                    row.get("hit", Long.class),
                    row.get("read", Long.class),
                    row.get("committed", Long.class),
                    row.get("rolled_back", Long.class),
                    row.get("deadlocks", Long.class),
                    row.get("connection_limit", Long.class),
                    row.get("active", Long.class),
                    row.get("idle", Long.class),
                    row.get("idle_in_transaction", Long.class),
                    row.get("other", Long.class),
                    row.get("oldest", Double.class));
        }
    }

    /**
     * Endpoints of tenants by how they do.
     *
     * @param overdue for how many seconds the oldest delivery that is due has been
     */
    record Webhooks(long well, long failing, long paused, long disabled, double overdue) {

        static final Webhooks UNKNOWN = new Webhooks(0, 0, 0, 0, 0);

        static Webhooks of(Readable row) {
            return new Webhooks(
                    row.get("well", Long.class),
                    row.get("failing", Long.class),
                    row.get("paused", Long.class),
                    row.get("disabled", Long.class),
                    row.get("overdue", Double.class));
        }
    }
}
