package dev.statewave.context.admin.subjects;

import dev.statewave.context.admin.AdminRows;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.postgres.ScopedReads;
import io.r2dbc.spi.Readable;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Subjects as operators list them, from {@code subject_activity}: one small row each, so that no page reads episodes.
 * Subjects that the system keeps for itself are left out.
 */
@Component
class SubjectListRepository {

    private static final String VISIBLE = "NOT is_internal(a.subject_id){tenant a}{search}{health}{open}";

    /** For lists of all subjects, or of all of a tenant. */
    private static final String KNOWN_TOTAL = """
            SELECT coalesce(sum(amount), 0)::bigint AS total FROM (
                SELECT amount FROM daily_counts WHERE day = 'epoch' AND counted = 'subjects'{tenant}
                UNION ALL
                SELECT amount FROM count_changes WHERE day = 'epoch' AND counted = 'subjects'{tenant}) counts""";

    private static final String TOTAL = "SELECT count(*) AS total FROM subject_activity a WHERE " + VISIBLE;

    // What only the rows of the page need is joined behind the limit.
    private static final String PAGE = """
            SELECT a.*, coalesce(m.memories, 0) AS memories, h.state, h.score, (
                SELECT count(*) FROM resolutions r
                WHERE r.subject_id = a.subject_id AND r.tenant_id = a.tenant_id AND r.status = 'open') AS open_sessions
            FROM (
                SELECT a.subject_id, a.tenant_id, a.episodes, a.sessions, a.last_episode_at
                FROM subject_activity a{sorted_by_memories}
                WHERE %s ORDER BY {order} LIMIT :limit OFFSET :offset) a
            LEFT JOIN subject_memories m ON m.subject_id = a.subject_id AND m.tenant_id = a.tenant_id
            LEFT JOIN subject_health h ON h.subject_id = a.subject_id AND h.tenant_id = a.tenant_id
            ORDER BY {order}""".formatted(VISIBLE);

    private static final String MEMORIES =
            " LEFT JOIN subject_memories m ON m.subject_id = a.subject_id AND m.tenant_id = a.tenant_id";

    /** What a list can be sorted by, and the expression. */
    static final Map<String, String> ORDERS = Map.of(
            "last_activity", "a.last_episode_at",
            "subject_id", "a.subject_id COLLATE \"C\"",
            "episode_count", "a.episodes",
            "memory_count", "coalesce(m.memories, 0)");

    private static final String OPEN = """
            EXISTS (
                SELECT FROM resolutions r
                WHERE r.subject_id = a.subject_id AND r.tenant_id = a.tenant_id AND r.status = 'open')""";

    private static final String IN_STATE = """
            EXISTS (
                SELECT FROM subject_health h
                WHERE h.subject_id = a.subject_id AND h.tenant_id = a.tenant_id AND h.state = :health)""";

    private final ScopedReads database;

    SubjectListRepository(ScopedReads database) {
        this.database = database;
    }

    /**
     * Which subjects, and in which order.
     *
     * @param tenant null for all
     * @param pattern for {@code LIKE}, in any case; null for all
     * @param health the state that was last seen; null for all
     * @param open whether they have open sessions; null for all
     * @param sortBy a key of {@link #ORDERS}
     */
    record Filter(
            @Nullable String tenant,
            @Nullable String pattern,
            @Nullable String health,
            @Nullable Boolean open,
            String sortBy,
            boolean ascending) {}

    /** @param healthState null where nobody has looked yet */
    record Found(
            String subject,
            String tenant,
            long episodes,
            long memories,
            long sessions,
            @Nullable String lastEpisodeAt,
            @Nullable String healthState,
            @Nullable Integer healthScore,
            long openSessions) {}

    Flux<Found> page(Filter filter, int limit, int offset) {
        return filtered(PAGE, filter)
                .bind("limit", limit)
                .bind("offset", offset)
                .run(database, SubjectListRepository::read);
    }

    Mono<Long> total(Filter filter) {
        boolean counted = filter.pattern() == null && filter.health() == null && filter.open() == null;
        return filtered(counted ? KNOWN_TOTAL : TOTAL, filter)
                .run(database, AdminRows::total)
                .single();
    }

    private static SqlQuery filtered(String sql, Filter filter) {
        String direction = filter.ascending() ? " ASC" : " DESC";
        // What is equal follows in the same direction, so that an index can be read from either end.
        String order = ORDERS.get(filter.sortBy()) + direction + ", a.subject_id COLLATE \"C\"" + direction
                + ", a.tenant_id" + direction;
        Boolean open = filter.open();
        return SqlQuery.of(sql)
                .ofTenant(filter.tenant())
                .optional("search", " AND a.folded_id LIKE lower(:search)", filter.pattern())
                .optional("health", " AND " + IN_STATE, filter.health())
                .define("open", alias -> open == null ? "" : (open ? " AND " : " AND NOT ") + OPEN)
                .define("order", alias -> order)
                .define("sorted_by_memories", alias -> filter.sortBy().equals("memory_count") ? MEMORIES : "");
    }

    private static Found read(Readable row) {
        return new Found(
                row.get("subject_id", String.class),
                row.get("tenant_id", String.class),
                row.get("episodes", Long.class),
                row.get("memories", Long.class),
                row.get("sessions", Long.class),
                AdminRows.time(row, "last_episode_at"),
                row.get("state", String.class),
                row.get("score", Integer.class),
                row.get("open_sessions", Long.class));
    }
}
