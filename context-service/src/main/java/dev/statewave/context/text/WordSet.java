package dev.statewave.context.text;

import java.util.Arrays;
import java.util.Locale;

/**
 * The different words of a text, in lower case, as hashes of 64 bits: texts are compared with each other hundreds of
 * times a context. Two words share a hash once in some 10^18 pairs.
 */
public final class WordSet {

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    /** The bit of words with a digit in them. */
    private static final long DIGIT = 1;

    private final long[] sorted;
    /** One bit of 64 for each word. A bit that another text lacks is at least one word that it lacks. */
    private final long signature;

    private WordSet(long[] sorted) {
        this.sorted = sorted;
        this.signature = Arrays.stream(sorted).map(word -> 1L << (word >>> 58)).reduce(0, (a, b) -> a | b);
    }

    public static WordSet of(String text) {
        return new WordSet(Characters.words(text.toLowerCase(Locale.ROOT), Characters::isPartOfWord).stream()
                .mapToLong(WordSet::hash)
                .sorted()
                .distinct()
                .toArray());
    }

    /** FNV-1a (Fowler, Noll and Vo), except for the last bit. */
    private static long hash(String word) {
        long hash = OFFSET;
        boolean digit = false;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            hash = (hash ^ c) * PRIME;
            digit |= Character.isDigit(c);
        }
        return digit ? hash | DIGIT : hash & ~DIGIT;
    }

    public int size() {
        return sorted.length;
    }

    /**
     * Whether nearly all of these words stand in another text.
     *
     * @param spare how many may be missing there; a word with a digit never may
     */
    public boolean standsIn(WordSet other, double spare) {
        if (Long.bitCount(signature & ~other.signature) > spare) {
            return false;
        }
        double left = spare;
        int at = 0;
        for (long word : sorted) {
            while (at < other.sorted.length && other.sorted[at] < word) {
                at++;
            }
            boolean found = at < other.sorted.length && other.sorted[at] == word;
            if (!found && (--left < 0 || (word & DIGIT) != 0)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WordSet words && Arrays.equals(sorted, words.sorted);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sorted);
    }
}
