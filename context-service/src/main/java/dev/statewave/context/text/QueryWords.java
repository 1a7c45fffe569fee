package dev.statewave.context.text;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The words of a question as they stand, for texts that the database has no word index of yet. */
public final class QueryWords {

    /** Shorter words are hardly ever what a question is about. */
    private static final int SHORTEST = 4;

    private final Set<String> asked;

    public QueryWords(String question) {
        this.asked = of(question);
        asked.removeIf(word -> word.length() < SHORTEST);
    }

    /** 0 to 1. */
    public double shareIn(String text) {
        if (asked.isEmpty()) {
            return 0;
        }
        Set<String> said = of(text);
        return (double) asked.stream().filter(said::contains).count() / asked.size();
    }

    /** In lower case. */
    public static Set<String> of(String text) {
        return new HashSet<>(Characters.words(text.toLowerCase(Locale.ROOT), Characters::isPartOfWord));
    }
}
