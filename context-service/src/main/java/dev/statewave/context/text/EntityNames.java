package dev.statewave.context.text;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The words of a text that look like the name of someone or something. */
public final class EntityNames {

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\d@._'’+-]+");
    private static final Pattern EDGES = Pattern.compile("^[@._'’+-]+|(?:['’]s)?[@._'’+-]*$");
    /** Words that begin questions and sentences, and so carry a capital letter without being names. */
    private static final Set<String> NO_NAMES =
            Set.of(("what when where who whom whose which why how is are was were do does did has have had can could "
                            + "will would should the a an i in on at of and or if my we you he she it they this that there tell "
                            + "give show list find")
                    .split(" "));

    private static final int LONGEST = 64;

    private EntityNames() {}

    /**
     * In lower case and in their order: words that begin with a capital letter, addresses, and words with a digit in
     * them.
     */
    public static Set<String> in(String text) {
        var names = new LinkedHashSet<String>();
        BETWEEN_WORDS
                .splitAsStream(text)
                .filter(word -> word.length() <= LONGEST)
                .map(word -> EDGES.matcher(word).replaceAll(""))
                .filter(word -> word.length() > 1 && looksLikeAName(word))
                .map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> !NO_NAMES.contains(word))
                .forEach(names::add);
        return names;
    }

    private static boolean looksLikeAName(String word) {
        return Character.isUpperCase(word.codePointAt(0))
                || word.indexOf('@') > 0
                || word.chars().anyMatch(Character::isDigit);
    }
}
