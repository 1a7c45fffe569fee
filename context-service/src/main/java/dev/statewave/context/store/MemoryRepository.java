package dev.statewave.context.store;

import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.MemoryRow;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import dev.statewave.platform.postgres.TransientDatabaseErrors;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** The memories of a subject that count: active and not expired. */
@Component
public class MemoryRepository {

    private static final Logger log = LoggerFactory.getLogger(MemoryRepository.class);

    /** A memory that is retired stays in the index, so more are fetched than are wanted. */
    private static final int SPARE = 20;

    private static final String SELECT = "SELECT " + MemoryRow.COLUMNS;
    private static final String VALID = " AND m.status = 'active' AND (m.valid_to IS NULL OR m.valid_to > now())";
    /** A passage beside a memory that a model made of the same text would be a repeat. */
    private static final String LISTED = " AND (m.kind <> 'passage' OR m.passage_of IS NOT NULL)";

    /** Rows of one transaction share their time, and their sequence tells them apart. */
    private static final String NEWEST_FIRST = " ORDER BY m.created_at DESC, m.sequence DESC";

    private static final String LATEST_FIRST = " ORDER BY m.valid_from DESC, m.sequence DESC";

    private static final String EARLIEST_FIRST = " ORDER BY m.valid_from, m.sequence";

    private static final String NEWEST =
            SELECT + " FROM memories m WHERE {subject m}{visible m} AND m.kind <> 'passage'{kind}{content}" + VALID
                    + NEWEST_FIRST + " LIMIT :limit";

    // In a subselect the vector is converted once; written plainly it is converted for every row. It is sent as text:
    // the driver learns the type of a vector when it connects, and a connection that is older than the extension would
    // refuse it for as long as it lives.
    private static final String NEAREST = SELECT + """
            , e.embedding <=> (SELECT :vector::halfvec) AS distance
            FROM memory_embeddings e JOIN memories m ON m.id = e.memory_id
            WHERE {subject e} AND e.model = :model{kind}{visible m}""" + LISTED + VALID + """

            ORDER BY distance, m.sequence DESC LIMIT :limit""";

    private static final String NEAREST_BY_INDEX = """
            WITH near AS MATERIALIZED (
                SELECT l.memory_id, l.embedding <=> (SELECT :vector::halfvec) AS distance
                FROM large_memories l WHERE {indexed_kind} {indexed_visible l} {nearest l} LIMIT :candidates)
            """ + SELECT + """
            , near.distance FROM near JOIN memories m ON m.id = near.memory_id WHERE true""" + LISTED + VALID + """

            ORDER BY distance, m.sequence DESC LIMIT :limit""";

    private static final String BY_IDS =
            SELECT + " FROM memories m WHERE {subject m}{visible m} AND m.id = ANY (:ids)" + LISTED + VALID;

    private static final String TIMELINE =
            SELECT + " FROM memories m WHERE {subject m}{visible m} AND m.kind <> 'passage'{since}{until}";

    private final ScopedReads database;
    private final LargeSubjectRepository large;

    MemoryRepository(ScopedReads database, LargeSubjectRepository large) {
        this.database = database;
        this.large = large;
    }

    /**
     * The newest ones.
     *
     * @param view what the caller is shown, as in all other methods; redacted memories have no content
     * @param kind null for all
     * @param text a part of their content, in any case; null or empty for all
     */
    public Flux<MemoryBody> newest(
            String subject,
            @Nullable String tenant,
            PolicyView view,
            @Nullable String kind,
            @Nullable String text,
            int limit) {
        return newestQuery(subject, tenant, view, kind, text, limit)
                .run(database, MemoryRow::read)
                .map(view::shown);
    }

    /** As {@link #newest}, of one kind and to be asked together with others. */
    public ScopedReads.Read<MemoryBody> newestOfKind(
            String subject, @Nullable String tenant, PolicyView view, MemoryKind kind, int limit) {
        return newestQuery(subject, tenant, view, kind.wire(), null, limit)
                .read(row -> view.shown(MemoryRow.read(row)));
    }

    private static SqlQuery newestQuery(
            String subject,
            @Nullable String tenant,
            PolicyView view,
            @Nullable String kind,
            @Nullable String text,
            int limit) {
        return ofKind(SqlQuery.of(NEWEST), kind)
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .bind("redacted", view.redactedMemories())
                .optional(
                        "content",
                        " AND m.content ILIKE :content AND m.id <> ALL (:redacted)",
                        text == null || text.isEmpty() ? null : "%" + escaped(text) + "%")
                .bind("limit", limit);
    }

    /** For {@code LIKE}. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    /**
     * The nearest ones, by an exact scan over the subject's own vectors or by the index of a large subject; the score
     * of each is its cosine similarity.
     *
     * @param kind null for all
     */
    public Flux<MemoryBody> nearest(
            String subject,
            @Nullable String tenant,
            PolicyView view,
            @Nullable String kind,
            QueryVector question,
            int limit) {
        Flux<MemoryBody> scanned = Flux.defer(() ->
                nearestQuery(subject, tenant, view, kind, question, limit).run(database, MemoryRepository::readNear));
        return large.find(subject, tenant, question.model())
                .map(indexed ->
                        ask(tenant, indexed, limit, nearestByIndex(indexed, view, kind, question, limit), scanned))
                .orElse(scanned)
                .map(view::shown);
    }

    /** The nearest ones by an exact scan, of all kinds and to be asked together with others. */
    public ScopedReads.Read<MemoryBody> nearestOfAll(
            String subject, @Nullable String tenant, PolicyView view, QueryVector question, int limit) {
        return nearestQuery(subject, tenant, view, null, question, limit).read(row -> view.shown(readNear(row)));
    }

    private static SqlQuery nearestQuery(
            String subject,
            @Nullable String tenant,
            PolicyView view,
            @Nullable String kind,
            QueryVector question,
            int limit) {
        return ofKind(SqlQuery.of(NEAREST), kind)
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .bind("vector", Arrays.toString(question.vector()))
                .bind("model", question.model())
                .bind("limit", limit);
    }

    /** @param otherwise what is read where the index is corrupt, so that reading it fails */
    private Flux<MemoryBody> ask(
            @Nullable String tenant,
            LargeSubject subject,
            int limit,
            ScopedReads.Read<MemoryBody> read,
            Flux<MemoryBody> otherwise) {
        return database.together(TenantScope.ofReader(tenant), List.of(subject.thoroughness(limit), read))
                .flatMapIterable(found -> found.of(read))
                .onErrorResume(failure -> !TransientDatabaseErrors.is(failure), failure -> {
                    log.warn("A large subject is scanned, for its index failed: {}", failure.toString());
                    return otherwise;
                });
    }

    private static ScopedReads.Read<MemoryBody> nearestByIndex(
            LargeSubject subject, PolicyView view, @Nullable String kind, QueryVector question, int limit) {
        return ofKind(subject.defineIn(SqlQuery.of(NEAREST_BY_INDEX), view, question), kind)
                .bind("candidates", limit + SPARE)
                .bind("limit", limit)
                .read(MemoryRepository::readNear);
    }

    private static MemoryBody readNear(Readable row) {
        return MemoryRow.read(row, 1 - row.get("distance", Double.class));
    }

    /** Those of these that still count and are to be listed, in no order, and with their texts. */
    public Flux<MemoryBody> valid(String subject, @Nullable String tenant, PolicyView view, Collection<UUID> ids) {
        return SqlQuery.of(BY_IDS)
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .bind("ids", ids.toArray(UUID[]::new))
                .run(database, MemoryRow::read);
    }

    private static SqlQuery ofKind(SqlQuery query, @Nullable String kind) {
        String[] kinds = kind == null ? null : MemoryKind.rows(kind);
        return query.optional("kind", " AND m.kind = ANY (:kind)", kinds)
                .optional("indexed_kind", "l.kind = ANY (:indexed_kind) AND", kinds);
    }

    /**
     * Of any status, in the order in which they became true; for a timeline. To be asked together with others, and to
     * be shown as it is.
     *
     * @param since the first moment, of {@link MemoryBody#validFrom}; null for no bound
     * @param until the first moment that is too late; null for no bound
     */
    public ScopedReads.Read<MemoryBody> timeline(
            String subject,
            @Nullable String tenant,
            PolicyView view,
            @Nullable Instant since,
            @Nullable Instant until,
            boolean newestFirst,
            int limit,
            int offset) {
        return SqlQuery.of(TIMELINE + (newestFirst ? LATEST_FIRST : EARLIEST_FIRST) + " LIMIT :limit OFFSET :offset")
                .ofSubject(subject, tenant)
                .visibleTo(view)
                .optional("since", " AND m.valid_from >= :since", since)
                .optional("until", " AND m.valid_from < :until", until)
                .bind("limit", limit)
                .bind("offset", offset)
                .read(row -> view.shown(MemoryRow.readUnparsed(row)));
    }

    /** What an explicit compile has reported. */
    public Flux<MemoryBody> reportedBy(String jobId, @Nullable String tenant) {
        return SqlQuery.of(SELECT + " FROM memories m WHERE m.reported_by = :job{tenant m} ORDER BY m.sequence")
                .bind("job", jobId)
                .ofTenant(tenant)
                .run(database, MemoryRow::read);
    }
}
