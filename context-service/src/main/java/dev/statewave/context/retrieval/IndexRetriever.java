package dev.statewave.context.retrieval;

import dev.statewave.context.embedding.QueryVector;
import dev.statewave.context.sql.SqlQuery;
import dev.statewave.context.store.LargeSubject;
import dev.statewave.context.store.QueryTerms;
import dev.statewave.platform.policy.PolicyView;
import dev.statewave.platform.postgres.ScopedReads;
import io.r2dbc.spi.Readable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a large subject by its indexes: the nearest by meaning (HNSW), those with the rare words of the
 * question, and the newest of each kind. Words that very many memories have lead to no candidates; they only count for
 * candidates that are found otherwise.
 */
final class IndexRetriever implements CandidateRetriever {

    /** A memory that is retired stays in the index, so more are fetched than are wanted. */
    private static final int SPARE = 20;

    private static final String KIND = "CASE %1$skind WHEN 'passage' THEN 'episode_summary' ELSE %1$skind END AS kind";

    private static final String SEEN = "SELECT m.memory_id AS id, " + KIND.formatted("m.") + """
            , m.sequence, length(m.words) AS size,
                1 - (m.embedding <=> (SELECT :vector::halfvec)) AS cosine,
            """ + ScanRetriever.SAID;

    private static final String NEAR = QueryTerms.ASKED + SEEN + """

            FROM asked, large_memories m WHERE {indexed_kind} {indexed_visible m} {nearest m} LIMIT :candidates""";

    private static final String WITH_RARE_WORDS = QueryTerms.ASKED + QueryTerms.WORDED + """
            SELECT s.*, f.found
            FROM (SELECT array_agg(found ORDER BY n) AS found FROM counted) f
            LEFT JOIN LATERAL (
            """ + SEEN + """

                FROM asked, worded JOIN large_memories m USING (memory_id)
                WHERE {indexed_kind} {indexed_visible m} {large m} AND m.model = :model ORDER BY m.sequence DESC) s ON true""";

    private static final String NEWEST = "SELECT n.id, " + KIND.formatted("k.") + """
            , n.sequence, n.size, (
                SELECT 1 - (e.embedding <=> (SELECT :vector::halfvec))
                FROM memory_embeddings e WHERE e.memory_id = n.id AND e.model = :model) AS cosine, 0::bigint AS said
            FROM (VALUES ('profile_fact'), ('procedure'), ('episode_summary'), ('passage')) AS k (kind)
            CROSS JOIN LATERAL (
                SELECT m.id, m.sequence, length(m.words) AS size
                FROM memories m
                WHERE {large m}{visible m} AND m.kind = k.kind AND m.passages = 0{kind} AND m.status = 'active'
                    AND (m.valid_to IS NULL OR m.valid_to > now())
                ORDER BY m.created_at DESC, m.sequence DESC LIMIT :newest) n""";

    private final LargeSubject subject;

    IndexRetriever(LargeSubject subject) {
        this.subject = subject;
    }

    /** A memory as one of the statements saw it. */
    private record Row(
            UUID id,
            String kind,
            long sequence,
            int size,
            @Nullable Double cosine,
            long said) {}

    /** @param row null where no memory has a rare word */
    private record Worded(@Nullable Row row, Integer[] found) {}

    @Override
    public Retrieval retrieval(Question question, int nearest) {
        QueryVector vector = question.vector().orElseThrow();
        var near = near(question, vector, nearest);
        var words = words(question, vector);
        var newest = newest(question, vector);
        return new Retrieval(
                List.of(subject.thoroughness(nearest), near, words, newest),
                answers -> gather(answers.of(near), answers.of(words), answers.of(newest), question.view()),
                subject.tenant());
    }

    private ScopedReads.Read<Row> near(Question question, QueryVector vector, int nearest) {
        return QueryTerms.bind(define(NEAR, question, vector), question.words())
                .bind("candidates", nearest + SPARE)
                .read(IndexRetriever::row);
    }

    /** Comes with how many memories have each word, in the order of the words' bits. */
    private ScopedReads.Read<Worded> words(Question question, QueryVector vector) {
        return QueryTerms.bindLarge(define(WITH_RARE_WORDS, question, vector), question.words())
                .read(row -> new Worded(row.get("id") == null ? null : row(row), row.get("found", Integer[].class)));
    }

    private ScopedReads.Read<Row> newest(Question question, QueryVector vector) {
        return define(NEWEST, question, vector).bind("newest", Shortlist.NEWEST).read(IndexRetriever::row);
    }

    private SqlQuery define(String sql, Question question, QueryVector vector) {
        return subject.defineIn(SqlQuery.of(sql), question.view(), vector)
                .define("indexed_kind", alias -> question.kind() == null ? "" : "m.kind = ANY (:kinds) AND")
                .define("kind", alias -> question.kind() == null ? "" : " AND m.kind = ANY (:kinds)")
                .bind("kinds", question.kinds());
    }

    private static Row row(Readable row) {
        return new Row(
                row.get("id", UUID.class),
                row.get("kind", String.class),
                row.get("sequence", Long.class),
                row.get("size", Integer.class),
                row.get("cosine", Double.class),
                row.get("said", Long.class));
    }

    /** What the first of them saw of a memory counts: the newest ones were not asked for their words. */
    private CandidateSet gather(List<Row> near, List<Worded> words, List<Row> newest, PolicyView view) {
        var all = new LinkedHashMap<UUID, Row>();
        Stream.of(near.stream(), words.stream().map(Worded::row).filter(Objects::nonNull), newest.stream())
                .flatMap(rows -> rows)
                .forEach(row -> all.putIfAbsent(row.id(), row));
        long last = all.values().stream().mapToLong(Row::sequence).max().orElse(0);
        List<CandidateSet.Candidate> seen = all.values().stream()
                .map(row -> new CandidateSet.Candidate(
                                row.id(),
                                row.kind(),
                                row.cosine(),
                                row.said(),
                                row.size(),
                                // Counted in the order of writing, which numbers the memories of one compile without
                                // gaps.
                                (int) Math.min(Integer.MAX_VALUE, last - row.sequence() + 1))
                        .shownIn(view))
                .toList();
        return new CandidateSet(
                seen,
                found(words),
                (int) Math.min(Integer.MAX_VALUE, subject.memories()),
                seen.stream().mapToInt(CandidateSet.Candidate::size).average().orElse(1));
    }

    private static int[] found(List<Worded> words) {
        var found = new int[Long.SIZE];
        Integer[] counted = words.isEmpty() ? null : words.getFirst().found();
        for (int i = 0; counted != null && i < counted.length; i++) {
            found[i] = counted[i];
        }
        return found;
    }
}
