package dev.statewave.worker.compile.conflict;

import dev.statewave.worker.compile.MemoryKind;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether two memories without claims contradict each other, by their words. The v1 contract asks for a Jaccard index
 * of 0.6 between profile facts and 0.8 between others. Short sentences get there by the words that every sentence has,
 * so profile facts also have to be about the same: to repeat the older one, to deny it, or to fill the same place with
 * another name or number.
 */
final class WordRule {

    private static final double FACTS = 0.6;
    private static final double OTHERS = 0.8;
    /** As much as this in common, and the newer one says all that the older one said. */
    private static final double REPEAT_WITH_MORE = 0.8;

    private static final Set<String> COPULAS = Set.of("is", "are", "am");
    private static final Set<String> WITHOUT_MEANING = Set.of(
            "a",
            "an",
            "the",
            "is",
            "are",
            "am",
            "be",
            "now",
            "currently",
            "very",
            "much",
            "really",
            "indeed",
            "quite",
            "also",
            "just",
            "still",
            "again");
    private static final Set<String> DENIALS = Set.of("not", "no", "never", "don't", "doesn't", "isn't", "aren't");
    /** With one of these a sentence is about another time, or about what may be. */
    private static final Set<String> MOODS = Set.of(
            "was",
            "were",
            "had",
            "used",
            "might",
            "may",
            "if",
            "would",
            "could",
            "should",
            "will",
            "until",
            "maybe",
            "perhaps",
            "probably",
            "formerly",
            "previously");

    private static final Set<String> NO_TOPICS = Set.of(
            "i", "we", "you", "he", "she", "it", "they", "this", "that", "there", "here", "user", "who", "what", "said",
            "my", "our");

    private WordRule() {}

    static boolean conflict(MemoryKind kind, Wording older, Wording newer) {
        if (kind != MemoryKind.PROFILE_FACT) {
            return older.overlaps(newer, OTHERS);
        }
        return older.overlaps(newer, FACTS)
                && only(MOODS::contains, older).equals(only(MOODS::contains, newer))
                && (repeats(older, newer) || replaces(older.written(), newer.written()));
    }

    private static boolean repeats(Wording older, Wording newer) {
        List<String> before = only(WordRule::matters, older);
        List<String> after = only(WordRule::matters, newer);
        if (before.isEmpty() || before.equals(after)) {
            return before.equals(after) && (!before.isEmpty() || older.plain().equals(newer.plain()));
        }
        return before.getFirst().equals(after.getFirst())
                && contains(after, before)
                && older.overlaps(newer, REPEAT_WITH_MORE);
    }

    private static List<String> only(Predicate<String> wanted, Wording wording) {
        return wording.plain().stream().filter(wanted).toList();
    }

    private static boolean matters(String word) {
        return !WITHOUT_MEANING.contains(word) && !DENIALS.contains(word);
    }

    private static boolean contains(List<String> whole, List<String> part) {
        Iterator<String> words = whole.iterator();
        return part.stream().allMatch(wanted -> {
            while (words.hasNext()) {
                if (words.next().equals(wanted)) {
                    return true;
                }
            }
            return false;
        });
    }

    /** "The office is in Berlin" and "The office is in Porto", but not "Ann is at Acme" and "Ann is at home". */
    private static boolean replaces(List<String> older, List<String> newer) {
        int verb = copula(older);
        int otherVerb = copula(newer);
        if (verb < 0 || otherVerb < 0 || !sameTopic(older.subList(0, verb), newer.subList(0, otherVerb))) {
            return false;
        }
        List<String> before = meaning(older.subList(verb, older.size()));
        List<String> after = meaning(newer.subList(otherVerb, newer.size()));
        int same = 0;
        while (same < before.size() && same < after.size() && before.get(same).equalsIgnoreCase(after.get(same))) {
            same++;
        }
        int sameAtEnd = 0;
        while (sameAtEnd < Math.min(before.size(), after.size()) - same
                && before.get(before.size() - 1 - sameAtEnd)
                        .equalsIgnoreCase(after.get(after.size() - 1 - sameAtEnd))) {
            sameAtEnd++;
        }
        List<String> was = before.subList(same, before.size() - sameAtEnd);
        List<String> is = after.subList(same, after.size() - sameAtEnd);
        return !was.isEmpty() && !is.isEmpty() && (numbers(was) && numbers(is) || names(was) && names(is));
    }

    private static int copula(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            if (COPULAS.contains(words.get(i))) {
                return i;
            }
        }
        return -1;
    }

    // Somebody can be many things at once; an office or a limit that is called by its name is in one place or has one
    // height.
    private static boolean sameTopic(List<String> older, List<String> newer) {
        List<String> topic = meaning(older).stream()
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
        return topic.equals(meaning(newer).stream()
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .toList())
                && older.stream()
                        .anyMatch(word -> Character.isLowerCase(word.codePointAt(0))
                                && matters(word)
                                && !NO_TOPICS.contains(word));
    }

    private static List<String> meaning(List<String> words) {
        return words.stream()
                .filter(word -> !WITHOUT_MEANING.contains(word.toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static boolean numbers(List<String> words) {
        return words.stream().allMatch(word -> word.codePoints().anyMatch(Character::isDigit));
    }

    private static boolean names(List<String> words) {
        return words.stream().allMatch(word -> Character.isUpperCase(word.codePointAt(0)));
    }
}
