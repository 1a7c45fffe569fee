package dev.statewave.context.text;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The words of a text that look like the name of someone or something. */
public final class EntityNames {

    /** Characters that stand within a name and do not count at its ends. */
    private static final String JOINERS = "@._'’+-";

    private static final String APOSTROPHES = "'’";
    /** Words that begin questions and sentences, and so carry a capital letter without being names. */
    private static final Set<String> NO_NAMES =
            Set.of(("what when where who whom whose which why how is are was were do does did has have had can could "
                            + "will would should the a an i in on at of and or if my we you he she it they this "
                            + "that there tell give show list find")
                    .split(" "));

    private static final int LONGEST = 64;

    private EntityNames() {}

    /**
     * In lower case and in their order: words that begin with a capital letter, addresses, and words with a digit in
     * them.
     */
    public static Set<String> in(String text) {
        var names = new LinkedHashSet<String>();
        Characters.words(text, EntityNames::isPartOfName).stream()
                .filter(word -> word.length() <= LONGEST)
                .map(EntityNames::withoutEnds)
                .filter(word -> word.length() > 1 && looksLikeAName(word))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> !NO_NAMES.contains(word))
                .forEach(names::add);
        return names;
    }

    private static boolean isPartOfName(int codePoint) {
        return Characters.isPartOfWord(codePoint) || JOINERS.indexOf(codePoint) >= 0;
    }

    /** Without the joiners at both ends, and without the {@code 's} of a genitive. */
    static String withoutEnds(String word) {
        int from = 0;
        int to = word.length();
        while (from < to && JOINERS.indexOf(word.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && JOINERS.indexOf(word.charAt(to - 1)) >= 0) {
            to--;
        }
        if (to - from >= 2 && word.charAt(to - 1) == 's' && APOSTROPHES.indexOf(word.charAt(to - 2)) >= 0) {
            to -= 2;
        }
        return word.substring(from, to);
    }

    private static boolean looksLikeAName(String word) {
        return Character.isUpperCase(word.codePointAt(0))
                || word.indexOf('@') > 0
                || word.chars().anyMatch(Character::isDigit);
    }
}
