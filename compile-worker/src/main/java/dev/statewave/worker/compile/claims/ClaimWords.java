package dev.statewave.worker.compile.claims;

import com.google.re2j.Pattern;
import dev.statewave.worker.text.Words;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of a claim, without what does not tell one value from another. */
public final class ClaimWords {

    private static final String OPENING = "\"'“”‘’([";
    private static final String CLOSING = "\"'“”‘’)].,;:!?";
    private static final Pattern WHEN =
            Pattern.compile("(?i:[ ,]+(?:now|currently|nowadays|today|yesterday|recently|again|at the moment|right now"
                    + "|these days|(?:last|this) (?:week|month|year)))+[.!]*$");
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");

    private ClaimWords() {}

    /** The words of a text in lower case, without the punctuation around them. */
    public static List<String> of(String text) {
        return Words.of(text.toLowerCase(Locale.ROOT).replace('’', '\'')).stream()
                .map(word -> Words.trimmed(word, c -> OPENING.indexOf(c) >= 0, c -> CLOSING.indexOf(c) >= 0))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /**
     * A value as claims hold it: lower case, single spaces, no leading article, nothing at its end that says since
     * when.
     */
    public static String normal(String value) {
        return String.join(" ", of(bare(value)));
    }

    /** The same in the case in which it was written. */
    static String bare(String value) {
        List<String> words = Words.of(WHEN.matcher(Words.trimmed(value, Words::isWhiteSpace, Words::isWhiteSpace))
                .replaceAll(""));
        while (words.size() > 1 && ARTICLES.contains(words.getFirst().toLowerCase(Locale.ROOT))) {
            words.removeFirst();
        }
        return String.join(" ", words);
    }
}
