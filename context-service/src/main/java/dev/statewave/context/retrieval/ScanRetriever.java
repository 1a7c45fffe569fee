package dev.statewave.context.retrieval;

import dev.statewave.context.sql.SqlQuery;
import dev.statewave.context.store.QueryTerms;
import dev.statewave.platform.policy.PolicyView;
import io.r2dbc.spi.Readable;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** The one pass over the active memories of a subject that tells which of them matter, exactly. */
@Component
class ScanRetriever implements CandidateRetriever {

    /** A bit for each word of the question that stands in a memory. */
    static final String SAID = """
            CASE WHEN m.words @@ asked.any_word
                THEN (
                    SELECT sum(1::bigint << (n - 1)::int)::bigint
                    FROM unnest(asked.words) WITH ORDINALITY AS w (word, n) WHERE m.words @@ w.word)
                ELSE 0 END AS said""";

    private static final String SCAN = QueryTerms.ASKED + """
            SELECT id, kind, cosine, said, size, place, total, mean_size
            FROM (
                SELECT m.id, k.kind, m.sequence, cosine,
            """ + SAID + """
            , length(m.words) AS size, count(*) OVER () AS total, (avg(length(m.words)) OVER ())::float8 AS mean_size,
                    row_number() OVER (PARTITION BY k.kind ORDER BY m.created_at DESC, m.sequence DESC) AS place,
                    row_number() OVER (ORDER BY cosine DESC NULLS LAST, m.sequence DESC) AS nearness
                FROM asked, memories m CROSS JOIN LATERAL (SELECT {cosine} AS cosine OFFSET 0) v
                CROSS JOIN LATERAL (SELECT CASE m.kind WHEN 'passage' THEN 'episode_summary' ELSE m.kind END AS kind) k
                WHERE {subject m}{visible m} AND m.passages = 0{kind} AND m.status = 'active' AND (m.valid_to IS NULL OR m.valid_to > now())
                    AND m.kind <> 'artifact_ref') scanned
            WHERE said > 0 OR place <= :newest OR cosine IS NOT NULL AND nearness <= :nearest
            ORDER BY sequence DESC""";

    // Looked up memory by memory: a join would be planned by the planner's estimate of the subject's size, which can be
    // off by any factor. In a subselect the vector is converted once and not for every row.
    private static final String COSINE = """
            (SELECT 1 - (e.embedding <=> (SELECT :vector::halfvec)) FROM memory_embeddings e
                WHERE e.memory_id = m.id AND e.model = :model)""";

    @Override
    public Retrieval retrieval(Question question, int nearest) {
        SqlQuery query = QueryTerms.bind(SqlQuery.of(SCAN), question.words())
                .ofSubject(question.subject(), question.tenant())
                .visibleTo(question.view())
                .optional("kind", " AND k.kind = :kind", question.kind())
                .bind("newest", Shortlist.NEWEST)
                .bind("nearest", nearest)
                .define("cosine", alias -> question.vector().isPresent() ? COSINE : "NULL::float8");
        question.vector().ifPresent(vector -> query.bind("vector", Arrays.toString(vector.vector()))
                .bind("model", vector.model()));
        var rows = query.read(ScanRetriever::read);
        return new Retrieval(List.of(rows), answers -> gather(answers.of(rows), question.view()), question.tenant());
    }

    /** A memory, with what is the same for all. */
    private record Row(CandidateSet.Candidate seen, int total, double meanSize) {}

    private static Row read(Readable row) {
        return new Row(
                new CandidateSet.Candidate(
                        row.get("id", UUID.class),
                        row.get("kind", String.class),
                        row.get("cosine", Double.class),
                        row.get("said", Long.class),
                        row.get("size", Integer.class),
                        row.get("place", Integer.class)),
                row.get("total", Integer.class),
                row.get("mean_size", Double.class));
    }

    private static CandidateSet gather(List<Row> rows, PolicyView view) {
        List<CandidateSet.Candidate> seen =
                rows.stream().map(row -> row.seen().shownIn(view)).toList();
        return new CandidateSet(
                seen,
                CandidateSet.counted(seen),
                rows.isEmpty() ? 0 : rows.getFirst().total(),
                rows.isEmpty() ? 1 : rows.getFirst().meanSize());
    }
}
