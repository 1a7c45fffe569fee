package dev.statewave.context.admin.subjects;

import dev.statewave.context.admin.AdminRows;
import dev.statewave.context.admin.subjects.RelatedMemoriesBody.Item;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The memories of a subject, of any status; passages are none. */
@Component
class AdminMemoryRepository {

    private static final int MOST_SUPERSEDED = 5;
    private static final int MOST_SIBLINGS = 10;
    /** Episodes of a memory that its siblings are looked for by. */
    private static final int MOST_SOURCES = 5;

    private static final String OF_SUBJECT = " FROM memories m WHERE {subject m}{visible m} AND m.kind <> 'passage'";
    private static final String NEWEST_FIRST = " ORDER BY m.created_at DESC, m.sequence DESC LIMIT :limit";

    private static final String LISTED = OF_SUBJECT + "{status}{kind}{search}{episode}{ids}";
    private static final String PAGE = """
            SELECT m.id, m.kind, m.content, m.summary, m.confidence, m.status, m.source_episode_ids, m.valid_from,
                m.valid_to, m.created_at, m.sensitivity_labels, m.suggested_labels
            """ + LISTED + NEWEST_FIRST + " OFFSET :offset";
    private static final String TOTAL =
            "SELECT count(*) AS total FROM (SELECT" + LISTED + " LIMIT " + AdminRows.MAX_TOTAL + ") counted";

    private static final String ITEM =
            "SELECT m.id, m.kind, m.content, m.summary, m.confidence, m.status, m.created_at" + OF_SUBJECT;
    private static final String ONE =
            "SELECT m.status, m.created_at, m.superseded_by, m.source_episode_ids" + OF_SUBJECT + " AND m.id = :id";
    private static final String SUPERSEDING =
            ITEM + " AND m.id = (SELECT superseded_by FROM memories WHERE id = :id)" + NEWEST_FIRST;
    private static final String SUPERSEDED = ITEM + " AND m.superseded_by = :id" + NEWEST_FIRST;
    // What is listed as superseded, or as superseding, is no sibling as well.
    private static final String SIBLINGS = ITEM + " " + """
             AND m.id <> :id AND m.superseded_by IS DISTINCT FROM :id
             AND m.id IS DISTINCT FROM (SELECT superseded_by FROM memories WHERE id = :id)
             AND m.source_episode_ids && (
                SELECT source_episode_ids[1:%d] FROM memories WHERE id = :id)""".formatted(MOST_SOURCES) + NEWEST_FIRST;

    private static final String CITATIONS = """
            SELECT cited.id, count(*) AS memories
            FROM memories m CROSS JOIN LATERAL unnest(m.source_episode_ids) AS cited (id)
            WHERE {subject m}{visible m} AND m.kind <> 'passage' AND cited.id = ANY (:episodes)
            GROUP BY cited.id""";

    private final ScopedReads database;

    AdminMemoryRepository(ScopedReads database) {
        this.database = database;
    }

    record MemoryBody(
            UUID id,
            String kind,
            String content,
            String summary,
            double confidence,
            String status,
            List<UUID> sourceEpisodeIds,
            @Nullable String validFrom,
            @Nullable String validTo,
            @Nullable String createdAt,
            List<String> sensitivityLabels,
            List<String> suggestedLabels) {}

    record Page(List<MemoryBody> memories, long total, int limit, int offset) {}

    /**
     * The newest first.
     *
     * @param view what the caller is shown, as in all other methods
     * @param status null for all, as the other filters
     * @param pattern for {@code ILIKE}, of content, summary and kind
     */
    Mono<Page> list(
            String subject,
            @Nullable String tenant,
            PolicyView view,
            @Nullable String status,
            @Nullable String kind,
            @Nullable String pattern,
            UUID @Nullable [] ids,
            int limit,
            int offset) {
        return page(subject, tenant, view, status, kind, pattern, null, ids, limit, offset);
    }

    /** Those that were made of an episode. */
    Mono<Page> citing(String subject, @Nullable String tenant, PolicyView view, UUID episode, int limit, int offset) {
        return page(subject, tenant, view, null, null, null, episode, null, limit, offset);
    }

    private Mono<Page> page(
            String subject,
            @Nullable String tenant,
            PolicyView view,
            @Nullable String status,
            @Nullable String kind,
            @Nullable String pattern,
            @Nullable UUID episode,
            UUID @Nullable [] ids,
            int limit,
            int offset) {
        var page = filtered(PAGE, subject, tenant, view, status, kind, pattern, episode, ids)
                .bind("limit", limit)
                .bind("offset", offset)
                .read(row -> read(row, view));
        var total = filtered(TOTAL, subject, tenant, view, status, kind, pattern, episode, ids)
                .read(AdminRows::total);
        return database.together(TenantScope.ofReader(tenant), List.of(page, total))
                .map(found -> new Page(found.of(page), found.of(total).getFirst(), limit, offset));
    }

    private static SqlQuery filtered(
            String sql,
            String subject,
            @Nullable String tenant,
            PolicyView view,
            @Nullable String status,
            @Nullable String kind,
            @Nullable String pattern,
            @Nullable UUID episode,
            UUID @Nullable [] ids) {
        return SqlQuery.of(sql)
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .bind("redacted", view.redactedMemories())
                .optional("status", " AND m.status = :status", status)
                .optional("kind", " AND m.kind = :kind", kind)
                .optional(
                        "search",
                        " AND (m.kind ILIKE :search OR m.id <> ALL (:redacted)"
                                + " AND (m.content ILIKE :search OR m.summary ILIKE :search))",
                        pattern)
                .optional("episode", " AND :episode = ANY (m.source_episode_ids)", episode)
                .optional("ids", " AND m.id = ANY (:ids)", ids);
    }

    /** Empty where the subject has no such memory. */
    Mono<RelatedMemoriesBody> related(String subject, @Nullable String tenant, PolicyView view, UUID id) {
        var one = about(ONE, subject, tenant, view, id).read(AdminMemoryRepository::readOne);
        var superseding = about(SUPERSEDING, subject, tenant, view, id)
                .bind("limit", 1)
                .read(row -> readItem(row, view, "supersedes"));
        var superseded = about(SUPERSEDED, subject, tenant, view, id)
                .bind("limit", MOST_SUPERSEDED)
                .read(row -> readItem(row, view, "superseded_by"));
        var siblings = about(SIBLINGS, subject, tenant, view, id)
                .bind("limit", MOST_SIBLINGS)
                .read(row -> readItem(row, view, "sibling"));
        return database.together(TenantScope.ofReader(tenant), List.of(one, superseding, superseded, siblings))
                .flatMap(found -> Mono.justOrEmpty(found.of(one).stream().findFirst())
                        .map(memory -> new RelatedMemoriesBody(
                                id,
                                memory.status(),
                                memory.createdAt(),
                                found.of(superseding).stream().findFirst().orElse(null),
                                found.of(superseded),
                                found.of(siblings),
                                memory.sources())));
    }

    private static SqlQuery about(String sql, String subject, @Nullable String tenant, PolicyView view, UUID id) {
        return SqlQuery.of(sql).ofSubject(subject, tenant).visibleTo(view).bind("id", id);
    }

    /** How many memories were made of each of some episodes; an episode of which none was is missing. */
    Mono<Map<UUID, Long>> citations(
            String subject, @Nullable String tenant, PolicyView view, Collection<UUID> episodes) {
        return SqlQuery.of(CITATIONS)
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .bind("episodes", episodes.toArray(UUID[]::new))
                .run(database, row -> Map.entry(row.get("id", UUID.class), row.get("memories", Long.class)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private record One(String status, String createdAt, int sources) {}

    private static One readOne(Readable row) {
        return new One(
                row.get("status", String.class),
                Objects.requireNonNull(AdminRows.time(row, "created_at")),
                row.get("source_episode_ids", UUID[].class).length);
    }

    private static MemoryBody read(Readable row, PolicyView view) {
        UUID id = row.get("id", UUID.class);
        return new MemoryBody(
                id,
                row.get("kind", String.class),
                view.shown(id, row.get("content", String.class)),
                view.shown(id, row.get("summary", String.class)),
                row.get("confidence", Double.class),
                row.get("status", String.class),
                List.of(row.get("source_episode_ids", UUID[].class)),
                AdminRows.time(row, "valid_from"),
                AdminRows.time(row, "valid_to"),
                AdminRows.time(row, "created_at"),
                List.of(row.get("sensitivity_labels", String[].class)),
                List.of(row.get("suggested_labels", String[].class)));
    }

    private static Item readItem(Readable row, PolicyView view, String relationship) {
        UUID id = row.get("id", UUID.class);
        return new Item(
                id,
                row.get("kind", String.class),
                view.shown(id, row.get("content", String.class)),
                view.shown(id, row.get("summary", String.class)),
                row.get("confidence", Double.class),
                row.get("status", String.class),
                Objects.requireNonNull(AdminRows.time(row, "created_at")),
                relationship);
    }
}
