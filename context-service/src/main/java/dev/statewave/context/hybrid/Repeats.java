package dev.statewave.context.hybrid;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Knows what has been told, so that nothing is told twice: people greet, repeat and quote, and each repetition costs as much as something new. */
final class Repeats {

    /** Of the words of the shorter text. */
    private static final double SAME = 0.9;
    /** A text of few words is not the same as a longer one that happens to have them. */
    private static final int FEW = 4;

    private final Map<String, Integer> vocabulary = new HashMap<>();
    /** Words with a digit: one other number is another thing. */
    private final BitSet numbers = new BitSet();
    private final List<Told> told = new ArrayList<>();

    private record Told(BitSet words, int size) {}

    /** Whether nearly all of its words stand in one text that was told. A longer text than that one is none: it may say more. */
    boolean isToldBy(String text) {
        BitSet words = words(text);
        return told.stream().anyMatch(other -> tells(other, words, words.cardinality()));
    }

    private boolean tells(Told other, BitSet words, int size) {
        if (size > other.size() * 1.1 || size < FEW && size != other.size()) {
            return false;
        }
        var missing = (BitSet) words.clone();
        missing.andNot(other.words());
        return missing.cardinality() <= (1 - SAME) * size && !missing.intersects(numbers);
    }

    void add(String text) {
        BitSet words = words(text);
        told.add(new Told(words, words.cardinality()));
    }

    private BitSet words(String text) {
        var words = new BitSet();
        for (String word : PlainWords.of(text)) {
            int index = vocabulary.computeIfAbsent(word, any -> vocabulary.size());
            words.set(index);
            if (word.chars().anyMatch(Character::isDigit)) {
                numbers.set(index);
            }
        }
        return words;
    }
}
