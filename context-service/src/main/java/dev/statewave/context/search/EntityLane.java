package dev.statewave.context.search;

import dev.statewave.schemas.rest.MemoryBody;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Lifts memories that name whom or what the question names. Meaning alone does not tell one person from another: vectors of sentences
 * about Ann and about Anton lie close together.
 */
final class EntityLane {

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{M}\\d@._'’+-]+");
    private static final Pattern EDGES = Pattern.compile("^[@._'’+-]+|(?:['’]s)?[@._'’+-]*$");
    /** Words that begin questions and sentences, and so carry a capital letter without being names. */
    private static final Set<String> NO_NAMES = Set.of(("what when where who whom whose which why how is are was were do does did has have had can could "
            + "will would should the a an i in on at of and or if my we you he she it they this that there tell give show list find").split(" "));
    private static final int LONGEST_NAME = 64;

    private EntityLane() {}

    /** @param found with scores; those of one score keep their order */
    static List<MemoryBody> lift(String question, List<MemoryBody> found, double weight, double maxDistance) {
        Set<String> asked = names(question);
        if (weight == 0 || asked.isEmpty()) {
            return found;
        }
        return found.stream().map(memory -> memory.withScore((memory.score() == null ? 0 : memory.score())
                        + weight * match(asked, names(memory.content()), maxDistance)))
                .sorted(Comparator.comparing(MemoryBody::score).reversed()).toList();
    }

    static Set<String> names(String text) {
        var names = new LinkedHashSet<String>();
        BETWEEN_WORDS.splitAsStream(text).filter(word -> word.length() <= LONGEST_NAME).map(word -> EDGES.matcher(word).replaceAll(""))
                .filter(word -> word.length() > 1 && looksLikeAName(word)).map(word -> word.toLowerCase(Locale.ROOT))
                .filter(word -> !NO_NAMES.contains(word)).forEach(names::add);
        return names;
    }

    /** A word that begins with a capital letter, an address, or a word with a digit in it. */
    private static boolean looksLikeAName(String word) {
        return Character.isUpperCase(word.codePointAt(0)) || word.indexOf('@') > 0 || word.chars().anyMatch(Character::isDigit);
    }

    /** 1 for the same name, less for one that is spelt otherwise, 0 beyond the distance. */
    private static double match(Set<String> asked, Set<String> said, double maxDistance) {
        double nearest = Double.MAX_VALUE;
        for (String name : asked) {
            if (said.contains(name)) {
                return 1;
            }
            for (String other : said) {
                nearest = Math.min(nearest, distance(name, other));
            }
        }
        return nearest <= maxDistance ? 1 - nearest : 0;
    }

    private static double distance(String a, String b) {
        return (double) LevenshteinDistance.getDefaultInstance().apply(a, b) / Math.max(a.length(), b.length());
    }
}
