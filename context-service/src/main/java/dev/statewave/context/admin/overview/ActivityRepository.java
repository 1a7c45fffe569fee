package dev.statewave.context.admin.overview;

import dev.statewave.context.admin.AdminRows;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Who was active, and how all of them are. */
@Component
class ActivityRepository {

    private static final String ACTIVE = """
            SELECT count(*) AS total, count(*) FILTER (WHERE last_episode_at >= :week) AS week,
                count(*) FILTER (WHERE last_episode_at >= :month) AS month
            FROM subject_activity WHERE true{tenant}""";

    private static final String HEALTH = """
            SELECT coalesce(h.state, 'unknown') AS state, count(*) AS total
            FROM subject_activity a
            LEFT JOIN subject_health h ON h.subject_id = a.subject_id AND h.tenant_id = a.tenant_id
            GROUP BY 1""";

    // From one tenant to the next by the index of the primary key: it costs the same however many days there are.
    private static final String TENANTS = """
            WITH RECURSIVE tenants AS (
                (SELECT tenant_id FROM daily_counts ORDER BY tenant_id LIMIT 1)
                UNION ALL
                SELECT (SELECT c.tenant_id FROM daily_counts c WHERE c.tenant_id > t.tenant_id ORDER BY 1 LIMIT 1)
                FROM tenants t WHERE t.tenant_id IS NOT NULL)
            SELECT tenant_id FROM (
                SELECT tenant_id FROM tenants UNION SELECT DISTINCT tenant_id FROM count_changes) known
            WHERE tenant_id <> '' AND (
                SELECT coalesce(sum(amount), 0) FROM (
                    SELECT amount FROM daily_counts c WHERE c.tenant_id = known.tenant_id AND c.counted IN ('episodes', 'memories')
                    UNION ALL
                    SELECT amount FROM count_changes c
                    WHERE c.tenant_id = known.tenant_id AND c.counted IN ('episodes', 'memories')) counts) > 0
            ORDER BY tenant_id COLLATE "C" """;

    private final ScopedReads database;

    ActivityRepository(ScopedReads database) {
        this.database = database;
    }

    record Active(long week, long month, long total) {}

    /** @param tenant null for all */
    Mono<Active> active(@Nullable String tenant, Instant sinceWeek, Instant sinceMonth) {
        return SqlQuery.of(ACTIVE)
                .ofTenant(tenant)
                .bind("week", sinceWeek)
                .bind("month", sinceMonth)
                .run(
                        database,
                        row -> new Active(
                                row.get("week", Long.class),
                                row.get("month", Long.class),
                                row.get("total", Long.class)))
                .single();
    }

    /** How many subjects are in which state; {@code unknown} for those that nobody has looked at. */
    Mono<Map<String, Long>> healthStates() {
        return database.run(
                        TenantScope.ALL,
                        HEALTH,
                        List.of(),
                        row -> Map.entry(row.get("state", String.class), AdminRows.total(row)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** Those that have episodes or memories, in order. */
    Mono<List<String>> tenants() {
        return database.run(TenantScope.ALL, TENANTS, List.of(), row -> row.get("tenant_id", String.class))
                .collectList();
    }
}
