package dev.statewave.context.ranking.v1;

import dev.statewave.context.text.Characters;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Texts as sets of words, the way the v1 contract splits them: lower case, at white space, punctuation kept. */
final class Words {

    private static final String BREADCRUMB_EDGES = "?.,:;()[]{}'\"";

    /** Words that say nothing of where in the documents a question belongs. */
    private static final Set<String> BREADCRUMB_STOP = Set.of(
            "statewave",
            "documentation",
            "guide",
            "overview",
            "the",
            "a",
            "an",
            "of",
            "for",
            "to",
            "on",
            "in",
            "with",
            "is",
            "are",
            "be",
            "use",
            "using",
            "how",
            "what",
            "why",
            "which",
            "when",
            "where",
            "do",
            "does",
            "i",
            "my",
            "we",
            "you",
            "&",
            ">",
            "›",
            "-");

    /** Words that say nothing of what an issue is about. */
    private static final Set<String> ISSUE_STOP = Set.of(("i me my we our you your he she it they them their this that "
                    + "is am are was were be been being have has had do does did will would shall should can could "
                    + "may might must "
                    + "a an the and but or nor for so yet at by from in into of on to up with as if then else "
                    + "when where how what which who whom why all any each every no not only very just also too "
                    + "hi hello thanks thank okay ok yes please hey sure got get let know think want need help")
            .split(" "));

    private Words() {}

    static Set<String> of(String text) {
        return new HashSet<>(
                Characters.words(text.toLowerCase(Locale.ROOT), codePoint -> !Characters.isWhiteSpace(codePoint)));
    }

    static Set<String> ofIssue(String text) {
        Set<String> words = of(text);
        words.removeAll(ISSUE_STOP);
        return words;
    }

    static Set<String> ofBreadcrumb(String text) {
        var words = new HashSet<String>();
        for (String word : of(text)) {
            String stripped = stripEdges(word);
            if (!stripped.isEmpty() && !BREADCRUMB_STOP.contains(stripped)) {
                words.add(stripped);
            }
        }
        return words;
    }

    static long common(Set<String> some, Set<String> others) {
        return some.stream().filter(others::contains).count();
    }

    private static String stripEdges(String word) {
        int from = 0;
        int to = word.length();
        while (from < to && BREADCRUMB_EDGES.indexOf(word.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && BREADCRUMB_EDGES.indexOf(word.charAt(to - 1)) >= 0) {
            to--;
        }
        return word.substring(from, to);
    }
}
