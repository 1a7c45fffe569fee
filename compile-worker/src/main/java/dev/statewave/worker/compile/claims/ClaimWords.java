package dev.statewave.worker.compile.claims;

import com.google.re2j.Pattern;
import dev.statewave.worker.text.Words;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The words of a claim, without what does not tell one value from another. */
public final class ClaimWords {

    private static final String OPENING = "\"'“”‘’«„(*_`[";
    private static final String CLOSING = "\"'“”‘’»)*_`].,;:!?。";
    private static final String CLOSING_INSIDE = CLOSING.replace(".", "").replace("'", "");
    private static final Pattern WHEN = Pattern.compile(
            "(?i:[ ,]+(?:now|currently|nowadays|today|yesterday|recently|again|at the moment|right now|any ?more|instead"
                    + "|these days|for now|jetzt|ahora|agora|maintenant"
                    + "|(?:last|this) (?:week|month|year)))+[.!]*$");
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");

    private ClaimWords() {}

    /** The words of a text in lower case, without the punctuation around them. */
    public static List<String> of(String text) {
        return Words.of(lower(text)).stream()
                .map(word -> trimmed(word, CLOSING))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static String lower(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .toLowerCase(Locale.ROOT)
                .replace('’', '\'');
    }

    /**
     * A value as claims hold it: lower case, single spaces, no leading article, nothing at its end that says since
     * when.
     */
    public static String normal(String value) {
        List<String> words = Words.of(lower(bare(value)));
        var normal = new ArrayList<String>();
        for (int i = 0; i < words.size(); i++) {
            // The dot of "St. Louis" is a part of it, the one at the end is not.
            String closing = i + 1 < words.size() ? CLOSING_INSIDE : CLOSING;
            String word = trimmed(words.get(i), closing);
            if (!word.isEmpty()) {
                normal.add(word);
            }
        }
        return String.join(" ", normal);
    }

    private static String trimmed(String word, String closing) {
        return Words.trimmed(word, c -> OPENING.indexOf(c) >= 0, c -> closing.indexOf(c) >= 0);
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
