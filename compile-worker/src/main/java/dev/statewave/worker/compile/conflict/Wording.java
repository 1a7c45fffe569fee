package dev.statewave.worker.compile.conflict;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A content as words.
 *
 * @param words all of them in lower case, as the v1 contract splits them: at white space and nowhere else
 * @param written in their order and case, without the punctuation around them
 * @param plain the written ones in lower case
 */
record Wording(Set<String> words, List<String> written, List<String> plain) {

    private static final Pattern EDGES = Pattern.compile("^[^\\p{L}\\p{M}\\d+#$€£%]+|[^\\p{L}\\p{M}\\d+#%]+$");

    static Wording of(String content) {
        var words = new HashSet<>(List.of(content.toLowerCase(Locale.ROOT).split("(?U)\\s+")));
        words.remove("");
        var written = Arrays.stream(content.split("(?U)\\s+"))
                .map(word -> EDGES.matcher(word).replaceAll(""))
                .filter(word -> !word.isEmpty())
                .toList();
        return new Wording(
                words,
                written,
                written.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList());
    }

    /** Whether the Jaccard index of the words is this or more, 0 to 1. */
    boolean overlaps(Wording other, double threshold) {
        int smaller = Math.min(words.size(), other.words.size());
        int larger = Math.max(words.size(), other.words.size());
        // The overlap can never exceed this, and most pairs are settled here.
        if (smaller == 0 || (double) smaller / larger < threshold) {
            return false;
        }
        long common = words.stream().filter(other.words::contains).count();
        return (double) common / (words.size() + other.words.size() - common) >= threshold;
    }
}
