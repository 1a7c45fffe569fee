package dev.statewave.worker.compile.claims;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The words of a claim, without what does not tell one value from another. */
public final class ClaimWords {

    private static final Pattern EDGES = Pattern.compile("^[\"'“”‘’(\\[]+|[\"'“”‘’)\\].,;:!?]+$");
    private static final Pattern WHEN =
            Pattern.compile("(?i:[ ,]+(?:now|currently|nowadays|today|yesterday|recently|again|at the moment|right now"
                    + "|these days|(?:last|this) (?:week|month|year)))+[.!]*$");
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");

    private ClaimWords() {}

    /** The words of a text in lower case, without the punctuation around them. */
    public static List<String> of(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).replace('’', '\'').split("(?U)\\s+"))
                .map(word -> EDGES.matcher(word).replaceAll(""))
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
        var words = new ArrayList<>(
                List.of(WHEN.matcher(value.strip()).replaceAll("").split("(?U)\\s+")));
        while (words.size() > 1 && ARTICLES.contains(words.getFirst().toLowerCase(Locale.ROOT))) {
            words.removeFirst();
        }
        return String.join(" ", words);
    }
}
