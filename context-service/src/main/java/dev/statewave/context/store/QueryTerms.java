package dev.statewave.context.store;

import dev.statewave.context.sql.SqlQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The words of a question as a statement has them, and which of them are rare in a large subject. */
public final class QueryTerms {

    /** Words of a question that are looked for: each has a bit of a number. */
    public static final int MOST = 60;
    /** A word that more memories have than this is not rare, and further memories are not counted. */
    private static final int RARE = 500;

    /**
     * The beginning of a statement with {@code asked}: its column {@code words} has each word of the question as a
     * query for any of the terms that it may be stored as, and {@code any_word} all of them in one query. They are null
     * where nothing is asked.
     */
    public static final String ASKED = """
            WITH asked AS MATERIALIZED (
                SELECT array_agg(word::tsquery ORDER BY n) AS words, string_agg(word, '|')::tsquery AS any_word
                FROM unnest(:words::text[]) WITH ORDINALITY AS w (word, n))
            """;

    /**
     * Follows {@link #ASKED} for a large subject: {@code counted} has how many memories of the subject have each word,
     * and {@code worded} the memories that have the rarest ones. A word that many memories have leads to none.
     */
    public static final String WORDED = """
            , counted_terms AS MATERIALIZED (
                SELECT w.term, w.n, (
                    SELECT count(*) FROM (SELECT FROM large_words l WHERE l.word = w.term AND {large l} LIMIT :rare)
                        enough)::int AS found
                FROM unnest(:terms::text[], :term_words::int[]) AS w (term, n)),
            counted AS MATERIALIZED (
                SELECT n, least(sum(found), :rare)::int AS found FROM counted_terms GROUP BY n),
            worded AS MATERIALIZED (
                SELECT DISTINCT l.memory_id
                FROM (
                    SELECT t.term, t.n, c.found, sum(t.found) OVER (ORDER BY c.found, t.n, t.term) AS so_far
                    FROM counted c JOIN counted_terms t USING (n) WHERE t.found > 0) c
                CROSS JOIN LATERAL (
                    SELECT memory_id FROM large_words l WHERE l.word = c.term AND {large l} OFFSET 0) l
                WHERE c.found < :rare AND c.so_far <= :most_worded)
            """;

    private QueryTerms() {}

    /**
     * Binds the values of {@link #ASKED}.
     *
     * @param words each as the terms that it may be stored as
     */
    public static SqlQuery bind(SqlQuery query, List<Set<String>> words) {
        return query.bind("words", words.stream().map(QueryTerms::anyOf).toArray(String[]::new));
    }

    /** Binds the values of {@link #ASKED} and {@link #WORDED}. */
    public static SqlQuery bindLarge(SqlQuery query, List<Set<String>> words) {
        var terms = new ArrayList<String>();
        var termWords = new ArrayList<Integer>();
        for (int n = 0; n < words.size(); n++) {
            for (String term : words.get(n)) {
                terms.add(term);
                termWords.add(n + 1);
            }
        }
        return bind(query, words)
                .bind("terms", terms.toArray(String[]::new))
                .bind("term_words", termWords.toArray(Integer[]::new))
                .bind("rare", RARE)
                .bind("most_worded", 2 * RARE);
    }

    // Quotes and backslashes have a meaning in a text query.
    private static String anyOf(Set<String> terms) {
        return terms.stream()
                .map(term -> "'" + term.replace("\\", "\\\\").replace("'", "''") + "'")
                .collect(Collectors.joining(" | "));
    }
}
