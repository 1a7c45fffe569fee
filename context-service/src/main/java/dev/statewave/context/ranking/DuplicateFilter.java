package dev.statewave.context.ranking;

import dev.statewave.context.text.QueryWords;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds texts that a context already contains. People greet, repeat and quote, and each duplicate costs as many tokens
 * as something new.
 */
public final class DuplicateFilter {

    /** Of the words of the shorter text. */
    private static final double SAME = 0.9;
    /** A text of few words is not the same as a longer one that happens to have them. */
    private static final int FEW = 4;

    private final Map<String, Integer> vocabulary = new HashMap<>();
    /** Words with a digit: one other number is another thing. */
    private final BitSet numbers = new BitSet();

    private final List<Told> told = new ArrayList<>();

    private record Told(BitSet words, int size) {}

    /**
     * Whether nearly all of its words stand in one text that was added. A longer text is no duplicate: it may say more.
     */
    public boolean isDuplicate(String text) {
        return duplicateOf(text) >= 0;
    }

    /** The number of the first text that it is a duplicate of, in the order of adding and from 0; -1 for none. */
    public int duplicateOf(String text) {
        int[] words = words(text);
        for (int i = 0; i < told.size(); i++) {
            if (tells(told.get(i), words)) {
                return i;
            }
        }
        return -1;
    }

    /** Ends with the first words that are too many, since nearly every pair of texts has nothing in common. */
    private boolean tells(Told other, int[] words) {
        if (words.length > other.size() * 1.1 || words.length < FEW && words.length != other.size()) {
            return false;
        }
        double spare = (1 - SAME) * words.length;
        for (int word : words) {
            if (!other.words().get(word) && (--spare < 0 || numbers.get(word))) {
                return false;
            }
        }
        return true;
    }

    public void add(String text) {
        int[] words = words(text);
        var set = new BitSet();
        for (int word : words) {
            set.set(word);
        }
        told.add(new Told(set, words.length));
    }

    private int[] words(String text) {
        return QueryWords.of(text).stream()
                .mapToInt(word -> {
                    int index = vocabulary.computeIfAbsent(word, any -> vocabulary.size());
                    if (word.chars().anyMatch(Character::isDigit)) {
                        numbers.set(index);
                    }
                    return index;
                })
                .toArray();
    }
}
