package dev.statewave.context.store;

import dev.statewave.context.sql.SqlQuery;

/** The words of a question as a statement has them, and which of them are rare in a large subject. */
public final class QueryTerms {

    /** A word that more memories have than this is not rare, and further memories are not counted. */
    private static final int RARE = 500;

    /**
     * The beginning of a statement with {@code asked}: its column {@code words} has each word of {@code :question} as a
     * query, the longest first since these are the rarest and at most 60, {@code terms} the same as texts, and
     * {@code any_word} all of them in one query. They are null where nothing is asked.
     */
    // Quotes and backslashes have a meaning in a text query.
    public static final String ASKED = """
            WITH asked AS MATERIALIZED (
                SELECT array_agg(word::tsquery) AS words, array_agg(term) AS terms,
                    string_agg(word, '|')::tsquery AS any_word
                FROM (
                    SELECT term, '''' || replace(replace(term, '\\', '\\\\'), '''', '''''') || '''' AS word
                    FROM unnest(tsvector_to_array(to_tsvector('english', :question))) AS term
                    ORDER BY length(term) DESC, term LIMIT 60) terms)
            """;

    /**
     * Follows {@link #ASKED} for a large subject: {@code counted} has the words and how many memories of the subject
     * have each, and {@code worded} the memories that have the rarest ones. A word that many memories have leads to
     * none.
     */
    public static final String WORDED = """
            , counted AS MATERIALIZED (
                SELECT w.term, w.n, (
                    SELECT count(*) FROM (SELECT FROM large_words l WHERE l.word = w.term AND {large l} LIMIT :rare)
                        enough)::int AS found
                FROM asked, unnest(asked.terms) WITH ORDINALITY AS w (term, n)),
            worded AS MATERIALIZED (
                SELECT DISTINCT l.memory_id
                FROM (
                    SELECT term, found, sum(found) OVER (ORDER BY found, n) AS so_far
                    FROM counted WHERE found > 0) c
                CROSS JOIN LATERAL (
                    SELECT memory_id FROM large_words l WHERE l.word = c.term AND {large l} OFFSET 0) l
                WHERE c.found < :rare AND c.so_far <= :most_worded)
            """;

    private QueryTerms() {}

    /** Binds the values of {@link #ASKED} and {@link #WORDED}. */
    public static SqlQuery bind(SqlQuery query, String question) {
        return query.bind("question", question).bind("rare", RARE).bind("most_worded", 2 * RARE);
    }
}
