package dev.statewave.worker.compile.conflict;

import dev.statewave.worker.text.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A content as words.
 *
 * @param words all of them in lower case, as the v1 contract splits them: at white space and nowhere else
 * @param written in their order and case, without the punctuation around them
 * @param plain the written ones in lower case
 * @param signature a bit for each of the words, by which most pairs are told apart
 */
record Wording(Set<String> words, List<String> written, List<String> plain, long signature) {

    private static final double ROUNDING = 1e-9;

    static Wording of(String content) {
        var words = new HashSet<>(Words.of(content.toLowerCase(Locale.ROOT)));
        var written = Words.of(content).stream()
                .map(word -> Words.trimmed(word, c -> !isInWord(c) && "$€£".indexOf(c) < 0, c -> !isInWord(c)))
                .filter(word -> !word.isEmpty())
                .toList();
        return new Wording(
                words,
                written,
                written.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList(),
                signature(words));
    }

    private static long signature(Set<String> words) {
        long signature = 0;
        for (String word : words) {
            // Hashes of like words are alike in their lower bits.
            signature |= 1L << (word.hashCode() * 0x9E3779B9 >>> 26);
        }
        return signature;
    }

    private static boolean isInWord(int codePoint) {
        return Words.isLetterOrMark(codePoint) || Words.isDigit(codePoint) || "+#%".indexOf(codePoint) >= 0;
    }

    /** Whether the Jaccard index of the words is this or more, 0 to 1. */
    boolean overlaps(Wording other, double threshold) {
        int smaller = Math.min(words.size(), other.words.size());
        int larger = Math.max(words.size(), other.words.size());
        // The overlap can never exceed this, and most pairs are settled here.
        if (smaller == 0 || (double) smaller / larger < threshold) {
            return false;
        }
        Wording fewer = words.size() == smaller ? this : other;
        Wording more = fewer == this ? other : this;
        // So many of the fewer words may be missing in the others.
        int spare = smaller - (int) Math.ceil(threshold / (1 + threshold) * (smaller + larger) - ROUNDING);
        if (Long.bitCount(fewer.signature & ~more.signature) > spare) {
            return false;
        }
        int common = smaller;
        for (String word : fewer.words) {
            if (!more.words.contains(word)) {
                common--;
                if (--spare < 0) {
                    return false;
                }
            }
        }
        return (double) common / (smaller + larger - common) >= threshold;
    }
}
