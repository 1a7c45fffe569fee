package dev.statewave.context.store;

import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.contract.rest.MemoryBody;
import dev.statewave.platform.postgres.MemoryRow;
import dev.statewave.platform.postgres.ScopedReads;
import dev.statewave.platform.postgres.TenantScope;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;

/** The memories of a subject that count: active and not expired. */
@Component
public class MemoryRepository {

    private static final String VALID = "AND m.status = 'active' AND (m.valid_to IS NULL OR m.valid_to > now())";
    /** Rows of one transaction share their time, and their sequence tells them apart. */
    private static final String NEWEST_FIRST = "ORDER BY m.created_at DESC, m.sequence DESC";

    private static final String OLDEST_FIRST = "ORDER BY m.created_at, m.sequence";
    private static final double MEANING_WEIGHT = 0.7;
    private static final double WORDS_WEIGHT = 0.3;
    /** How many of the nearest ones of a large subject are looked at for their words as well. */
    private static final int LEAST_BLENDED = 200;
    /** A memory that is retired stays in the index, so more are fetched than are wanted. */
    private static final int SPARE = 20;

    private final ScopedReads database;
    private final LargeSubjectRepository large;

    MemoryRepository(ScopedReads database, LargeSubjectRepository large) {
        this.database = database;
        this.large = large;
    }

    /**
     * The newest ones.
     *
     * @param kind null for all
     * @param text a part of their content, in any case; null or empty for all
     */
    public Flux<MemoryBody> newest(
            String subject, @Nullable String tenant, @Nullable String kind, @Nullable String text, int limit) {
        return newestQuery(subject, tenant, kind, text, limit).run(database, MemoryRow::read);
    }

    /** As {@link #newest}, of one kind and to be asked together with others. */
    public ScopedReads.Read<MemoryBody> newestOfKind(
            String subject, @Nullable String tenant, MemoryKind kind, int limit) {
        return newestQuery(subject, tenant, kind.wire(), null, limit).read(MemoryRow::read);
    }

    private static SqlQuery newestQuery(
            String subject, @Nullable String tenant, @Nullable String kind, @Nullable String text, int limit) {
        SqlQuery query = new SqlQuery()
                .add("SELECT " + MemoryRow.COLUMNS + " FROM memories m WHERE")
                .ofSubject("m.", subject, tenant)
                .add(VALID);
        if (kind != null) {
            query.add("AND m.kind = ?", kind);
        }
        if (text != null && !text.isEmpty()) {
            query.add(
                    "AND m.content ILIKE ?",
                    "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%");
        }
        return query.add(NEWEST_FIRST).add("LIMIT ?", limit);
    }

    /**
     * The nearest ones, by an exact scan over the subject's own vectors; the score of each is its cosine similarity.
     *
     * @param kind null for all
     */
    public Flux<MemoryBody> nearest(
            String subject, @Nullable String tenant, @Nullable String kind, QueryVector question, int limit) {
        var indexed = large.find(subject, tenant, question.model());
        if (indexed.isPresent()) {
            return ask(tenant, indexed.get(), limit, nearestByIndex(indexed.get(), kind, question, limit));
        }
        return nearestQuery(subject, tenant, kind, question, limit).run(database, MemoryRepository::readNear);
    }

    /** As {@link #nearest}, of all kinds and to be asked together with others. */
    public ScopedReads.Read<MemoryBody> nearestOfAll(
            String subject, @Nullable String tenant, QueryVector question, int limit) {
        return nearestQuery(subject, tenant, null, question, limit).read(MemoryRepository::readNear);
    }

    private Flux<MemoryBody> ask(
            @Nullable String tenant,
            LargeSubjectRepository.Large subject,
            int limit,
            ScopedReads.Read<MemoryBody> read) {
        return database.together(TenantScope.ofReader(tenant), List.of(subject.thoroughness(limit), read))
                .flatMapIterable(found -> found.of(read));
    }

    private static ScopedReads.Read<MemoryBody> nearestByIndex(
            LargeSubjectRepository.Large subject, @Nullable String kind, QueryVector question, int limit) {
        SqlQuery query = new SqlQuery()
                .add(
                        "WITH near AS MATERIALIZED (SELECT l.memory_id, l.embedding <=> (SELECT ?::halfvec) AS distance FROM large_memories l WHERE",
                        Arrays.toString(question.vector()));
        ofKind(query, "l.", kind).add("AND");
        subject.nearest(query, "l.", question.vector())
                .add("LIMIT ?)", limit + SPARE)
                .add("SELECT " + MemoryRow.COLUMNS
                        + ", near.distance FROM near JOIN memories m ON m.id = near.memory_id WHERE true")
                .add(VALID)
                .add("ORDER BY distance, m.sequence DESC")
                .add("LIMIT ?", limit);
        return query.read(MemoryRepository::readNear);
    }

    /** Among the nearest ones and those with rare words; the score is the same as by a scan. */
    private static ScopedReads.Read<MemoryBody> blendedByIndex(
            LargeSubjectRepository.Large subject, @Nullable String kind, String text, QueryVector question, int limit) {
        SqlQuery query = QueryTerms.rare(QueryTerms.begin(text), subject)
                .add(", near AS MATERIALIZED (SELECT l.memory_id FROM large_memories l WHERE");
        ofKind(query, "l.", kind).add("AND");
        subject.nearest(query, "l.", question.vector())
                .add("LIMIT ?)", Math.max(limit + SPARE, LEAST_BLENDED))
                .add(
                        "SELECT " + MemoryRow.COLUMNS + ", " + MEANING_WEIGHT
                                + " * coalesce(1 - (e.embedding <=> (SELECT ?::halfvec)), 0) + " + WORDS_WEIGHT
                                + " * coalesce(ts_rank_cd(m.words, asked.any_word, 32), 0) AS blend",
                        Arrays.toString(question.vector()))
                .add(
                        "FROM asked, (SELECT memory_id FROM near UNION SELECT memory_id FROM worded) c JOIN memories m ON m.id = c.memory_id")
                .add("LEFT JOIN memory_embeddings e ON e.memory_id = m.id AND e.model = ? WHERE", question.model());
        ofKind(query, "m.", kind)
                .add(VALID)
                .add("ORDER BY blend DESC, m.sequence DESC")
                .add("LIMIT ?", limit);
        return query.read(row -> MemoryRow.read(row, row.get("blend", Double.class)));
    }

    private static SqlQuery ofKind(SqlQuery query, String alias, @Nullable String kind) {
        return kind == null ? query.add("true") : query.add(alias + "kind = ?", kind);
    }

    private static MemoryBody readNear(Readable row) {
        return MemoryRow.read(row, 1 - row.get("distance", Double.class));
    }

    private SqlQuery nearestQuery(
            String subject, @Nullable String tenant, @Nullable String kind, QueryVector question, int limit) {
        // In a subselect the parameter is converted once; written plainly it is converted for every row. It goes as
        // text: the driver learns
        // the type of a vector when it connects, and a connection that is older than the extension would refuse it for
        // as long as it lives.
        SqlQuery query = new SqlQuery()
                .add("SELECT " + MemoryRow.COLUMNS + ",")
                .add(
                        "e.embedding <=> (SELECT ?::halfvec) AS distance FROM memory_embeddings e JOIN memories m ON m.id = e.memory_id WHERE",
                        Arrays.toString(question.vector()))
                .ofSubject("e.", subject, tenant)
                .add("AND e.model = ?", question.model())
                .add(VALID);
        if (kind != null) {
            query.add("AND m.kind = ?", kind);
        }
        return query.add("ORDER BY distance, m.sequence DESC").add("LIMIT ?", limit);
    }

    /**
     * The best by meaning and words together. The score blends the cosine similarity with PostgreSQL's cover density
     * rank of the words, both 0 to 1; a memory without a vector yet is found by its words alone.
     *
     * @param kind null for all
     */
    public Flux<MemoryBody> blended(
            String subject,
            @Nullable String tenant,
            @Nullable String kind,
            String text,
            QueryVector question,
            int limit) {
        var indexed = large.find(subject, tenant, question.model());
        if (indexed.isPresent()) {
            return ask(
                    tenant, indexed.get(), LEAST_BLENDED, blendedByIndex(indexed.get(), kind, text, question, limit));
        }
        // Any of the words, since hardly a memory has all words of a question.
        SqlQuery query = new SqlQuery()
                .add("WITH asked AS MATERIALIZED (SELECT ?::halfvec AS meaning,", Arrays.toString(question.vector()))
                .add("replace(plainto_tsquery('english', ?)::text, '&', '|')::tsquery AS words)", text)
                .add(
                        "SELECT " + MemoryRow.COLUMNS + ", " + MEANING_WEIGHT
                                + " * coalesce(1 - (e.embedding <=> asked.meaning), 0) + " + WORDS_WEIGHT
                                + " * ts_rank_cd(m.words, asked.words, 32) AS blend FROM asked, memories m LEFT JOIN memory_embeddings e")
                .add("ON e.memory_id = m.id AND e.model = ? WHERE", question.model())
                .ofSubject("m.", subject, tenant)
                .add(VALID);
        if (kind != null) {
            query.add("AND m.kind = ?", kind);
        }
        return query.add("ORDER BY blend DESC, m.sequence DESC")
                .add("LIMIT ?", limit)
                .run(database, row -> MemoryRow.read(row, row.get("blend", Double.class)));
    }

    /** Of any status; for a timeline. */
    public Flux<MemoryBody> timeline(
            String subject,
            @Nullable String tenant,
            Instant since,
            Instant until,
            boolean newestFirst,
            int limit,
            int offset) {
        SqlQuery query = new SqlQuery()
                .add("SELECT " + MemoryRow.COLUMNS + " FROM memories m WHERE")
                .ofSubject("m.", subject, tenant);
        if (since != null) {
            query.add("AND m.created_at >= ?", since);
        }
        if (until != null) {
            query.add("AND m.created_at <= ?", until);
        }
        return query.add(newestFirst ? NEWEST_FIRST : OLDEST_FIRST)
                .add("LIMIT ?", limit)
                .add("OFFSET ?", offset)
                .run(database, MemoryRow::read);
    }

    /** What an explicit compile has reported. */
    public Flux<MemoryBody> reportedBy(String jobId, @Nullable String tenant) {
        return new SqlQuery()
                .add("SELECT " + MemoryRow.COLUMNS + " FROM memories m WHERE")
                .add("m.reported_by = ?", jobId)
                .tenant("m.", tenant)
                .add("ORDER BY m.sequence")
                .run(database, MemoryRow::read);
    }
}
