package dev.statewave.ingest.ledger;

import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The books of the episodes of each tenant. How many there are is counted as they come and go; how many wait is looked
 * up by the subjects that wait. What became of the others is counted one by one, and so only where there are not too
 * many of them.
 */
@Component
class EpisodeLedgerRepository {

    /** Episodes of the installation up to which they are counted one by one. */
    static final long MOST_EPISODES = 100_000;

    /** Tenants that are shown, those with the most episodes first. */
    private static final int TENANTS = 1_000;

    private static final String LIVE = """
            WITH counted AS (
                SELECT tenant_id, sum(amount)::bigint AS episodes FROM (
                    SELECT tenant_id, amount FROM daily_counts WHERE counted = 'episodes'
                    UNION ALL
                    SELECT tenant_id, amount FROM count_changes WHERE counted = 'episodes') changes
                WHERE $1 = '' OR tenant_id = $1
                GROUP BY tenant_id),
            waiting AS (
                SELECT w.tenant_id, sum(e.episodes)::bigint AS episodes
                FROM uncompiled_subjects w
                CROSS JOIN LATERAL (
                    SELECT count(*) AS episodes FROM episodes e
                    WHERE e.subject_id = w.subject_id AND e.tenant_id = w.tenant_id AND e.already_compiled IS NOT TRUE
                      AND e.log_offset > coalesce((
                        SELECT compiled_through FROM subject_compiles c
                        WHERE c.subject_id = w.subject_id AND c.tenant_id = w.tenant_id), -1)) e
                WHERE $1 = '' OR w.tenant_id = $1
                GROUP BY w.tenant_id)
            SELECT c.tenant_id, c.episodes, coalesce(w.episodes, 0) AS pending
            FROM counted c LEFT JOIN waiting w USING (tenant_id)
            WHERE c.episodes <> 0 OR w.episodes <> 0
            ORDER BY c.episodes DESC, c.tenant_id LIMIT %d""".formatted(TENANTS);

    private static final String TOTAL = """
            SELECT coalesce(sum(amount), 0)::bigint AS episodes FROM (
                SELECT amount FROM daily_counts WHERE counted = 'episodes'
                UNION ALL
                SELECT amount FROM count_changes WHERE counted = 'episodes') changes""";

    // One statement, and so one moment.
    private static final String EXACT = """
            WITH cited AS MATERIALIZED (
                SELECT DISTINCT unnest(m.source_episode_ids) AS id FROM memories m WHERE $1 = '' OR m.tenant_id = $1),
            own AS (
                SELECT e.tenant_id, c.id IS NOT NULL OR e.already_compiled IS TRUE AS compiled,
                    w.episode_id IS NOT NULL AS empty,
                    e.log_offset <= coalesce(s.compiled_through, -1) AS passed
                FROM episodes e
                LEFT JOIN cited c ON c.id = e.id
                LEFT JOIN episodes_without_memory w ON w.episode_id = e.id
                LEFT JOIN subject_compiles s ON s.subject_id = e.subject_id AND s.tenant_id = e.tenant_id
                WHERE $1 = '' OR e.tenant_id = $1)
            SELECT tenant_id, count(*) AS episodes,
                count(*) FILTER (WHERE compiled) AS compiled,
                count(*) FILTER (WHERE NOT compiled AND empty) AS empty,
                count(*) FILTER (WHERE NOT compiled AND NOT empty AND NOT passed) AS pending
            FROM own GROUP BY tenant_id""";

    private final ScopedReads database;

    EpisodeLedgerRepository(ScopedReads database) {
        this.database = database;
    }

    /**
     * @param tenantId empty for none
     * @param pending episodes that wait to be compiled
     */
    record Live(String tenantId, long episodes, long pending) {}

    /** As counted one by one, at one moment. */
    record Exact(String tenantId, long episodes, long compiled, long empty, long pending) {}

    /** @param tenant null for all */
    Mono<List<Live>> live(@Nullable String tenant) {
        return database.run(scope(tenant), LIVE, List.of(orEmpty(tenant)), EpisodeLedgerRepository::live)
                .collectList();
    }

    /** Episodes of all tenants. */
    Mono<Long> total() {
        return database.run(TenantScope.ALL, TOTAL, List.of(), row -> row.get("episodes", Long.class))
                .single();
    }

    /** Only where there are at most {@link #MOST_EPISODES}. */
    Mono<List<Exact>> exact(@Nullable String tenant) {
        return database.run(scope(tenant), EXACT, List.of(orEmpty(tenant)), EpisodeLedgerRepository::exact)
                .collectList();
    }

    private static TenantScope scope(@Nullable String tenant) {
        return TenantScope.ofReader(tenant);
    }

    private static String orEmpty(@Nullable String tenant) {
        return tenant == null ? "" : tenant;
    }

    private static Live live(Readable row) {
        return new Live(
                row.get("tenant_id", String.class), row.get("episodes", Long.class), row.get("pending", Long.class));
    }

    private static Exact exact(Readable row) {
        return new Exact(
                row.get("tenant_id", String.class),
                row.get("episodes", Long.class),
                row.get("compiled", Long.class),
                row.get("empty", Long.class),
                row.get("pending", Long.class));
    }
}
