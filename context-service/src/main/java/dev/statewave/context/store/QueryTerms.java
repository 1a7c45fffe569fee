package dev.statewave.context.store;

import dev.statewave.context.sql.SqlQuery;

/** The words of a question as a statement has them, and which of them are rare in a large subject. */
public final class QueryTerms {

    /** A word that more memories have than this is not rare, and further memories are not counted. */
    public static final int RARE = 500;

    private QueryTerms() {}

    /**
     * Begins a statement with {@code asked}: its column {@code words} has each word as a query, the longest first since
     * these are the rarest and at most 60, {@code terms} the same as texts, and {@code any_word} all of them in one
     * query. They are null where nothing is asked.
     */
    public static SqlQuery begin(String question) {
        // Quotes and backslashes have a meaning in a text query.
        return new SqlQuery().add("""
                WITH asked AS MATERIALIZED (
                    SELECT array_agg(word::tsquery) AS words, array_agg(term) AS terms, string_agg(word, '|')::tsquery AS any_word
                    FROM (SELECT term, '''' || replace(replace(term, '\\', '\\\\'), '''', '''''') || '''' AS word
                          FROM unnest(tsvector_to_array(to_tsvector('english', ?))) AS term ORDER BY length(term) DESC, term LIMIT 60) terms)""", question);
    }

    /**
     * Goes on with {@code counted}, the words and how many memories of the subject have each, and {@code worded}, the
     * memories that have the rarest ones, at most twice {@link #RARE}; a word that many memories have leads to nobody.
     */
    public static SqlQuery rare(SqlQuery query, LargeSubjectRepository.Large subject) {
        query.add(
                ", counted AS MATERIALIZED (SELECT w.term, w.n, (SELECT count(*) FROM (SELECT FROM large_words l WHERE l.word = w.term AND");
        subject.of(query, "l.")
                .add(
                        "LIMIT ?) enough)::int AS found FROM asked, unnest(asked.terms) WITH ORDINALITY AS w (term, n))",
                        RARE)
                .add(", worded AS MATERIALIZED (SELECT DISTINCT l.memory_id FROM (")
                .add(
                        "SELECT term, found, sum(found) OVER (ORDER BY found, n) AS so_far FROM counted WHERE found > 0) c")
                .add("CROSS JOIN LATERAL (SELECT memory_id FROM large_words l WHERE l.word = c.term AND");
        return subject.of(query, "l.")
                .add("OFFSET 0) l WHERE c.found < ?", RARE)
                .add("AND c.so_far <= ?)", 2 * RARE);
    }
}
